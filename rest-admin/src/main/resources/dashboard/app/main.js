// Where it begins: the pieces of the page are custom elements, which start when they are on it.
import './views/shell.js';
import { startFeed } from './data/feed.js';

startFeed();
