/** What every page loads. */
import { mountIslands } from "./mount";

mountIslands(document);
