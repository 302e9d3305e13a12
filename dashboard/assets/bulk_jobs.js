/* The list of bulk changes: stop, go on, take back. Any element with data-bulk-deed and data-job asks for that deed. */
(function () {
  "use strict";

  document.addEventListener("click", async (event) => {
    const asker = event.target.closest("[data-bulk-deed]");
    if (!asker) return;
    const { ask, refusal } = window.ordertrail.edit;
    asker.disabled = true;
    const answer = await ask("POST", "/api/bulk/" + asker.dataset.job + "/" + asker.dataset.bulkDeed);
    asker.disabled = false;
    if (!answer.ok) window.ordertrail.toast(refusal(answer), "bad");
    window.dash_clientside.set_props("bulk-jobs-clock", { disabled: false });
    window.dash_clientside.set_props("bulk-jobs-refresh", { data: Date.now() });
  });
})();
