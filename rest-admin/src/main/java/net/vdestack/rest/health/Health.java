package net.vdestack.rest.health;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a watcher is told.
 *
 * @param status of HTTP
 * @param json the body
 */
record Health(int status, String json) {
    /** @param waiting ids of what is not there yet, which need no quoting in JSON */
    static Health of(List<String> waiting) {
        if (waiting.isEmpty()) {
            return new Health(200, "{\"status\":\"UP\"}");
        }
        String ids = waiting.stream().map(id -> '"' + id + '"').collect(Collectors.joining(","));
        return new Health(503, "{\"status\":\"DOWN\",\"waiting\":[" + ids + "]}");
    }
}
