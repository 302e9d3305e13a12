/* The print button of pages for paper. */
(function () {
  "use strict";

  document.addEventListener("click", (event) => {
    if (event.target.closest(".paper-print")) window.print();
  });
})();
