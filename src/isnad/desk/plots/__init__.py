"""The plots of the linked views as SVG: every mark is a link to its evidence; no style attribute, no script."""
