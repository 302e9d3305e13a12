/* plotly would fetch its own world from a CDN; an empty one keeps it at home. Our boundaries come from /regions. */
(function () {
  "use strict";

  const layers = ["coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits"];
  const empty = () => ({
    type: "Topology",
    arcs: [],
    objects: Object.fromEntries(layers.map((name) => [name, { type: "GeometryCollection", geometries: [] }])),
  });
  const assets = (window.PlotlyGeoAssets = window.PlotlyGeoAssets || {});
  assets.topojson = Object.assign({ world_110m: empty(), world_50m: empty() }, assets.topojson);
})();
