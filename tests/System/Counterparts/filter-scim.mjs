// Filters resources as another library does: {resources, filters} on standard input; a list of ids for each filter on standard output, null where it cannot read one.
import { readFileSync } from "node:fs";
import scim from "scim2-parse-filter";

const { resources, filters } = JSON.parse(readFileSync(0, "utf8"));
const found = filters.map(text => {
  try {
    return resources.filter(scim.filter(scim.parse(text))).map(resource => resource.id);
  } catch {
    return null;
  }
});
process.stdout.write(JSON.stringify(found));
