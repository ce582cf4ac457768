package net.vdestack.rest.osgi;

import java.nio.ByteBuffer;
import net.vdestack.rest.http.Problem;
import net.vdestack.rest.json.Json;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Component;

/**
 * What Jetty refuses before any servlet sees it is a problem, too: what is no HTTP, a path with a hidden slash, headers
 * without end. Felix lets a bundle at its Jetty only to add connectors; this one listens to nobody.
 */
@Component(service = ConnectorFactory.class)
public final class RefusalsOfJetty implements ConnectorFactory {
    @Override
    public Connector createConnector(Server server) {
        server.setErrorHandler(new ProblemHandler());
        return new LocalConnector(server);
    }

    private static final class ProblemHandler extends ErrorHandler {
        /** What Jetty says of a request of which it could not read so much. */
        private static final String NO_PATH = "/badMessage";

        @Override
        public boolean errorPageForMethod(String method) {
            return true;
        }

        @Override
        protected void generateResponse(
                Request request, Response response, int code, String message, Throwable cause, Callback callback) {
            // a version of HTTP that is not served here is the client's mistake, and nothing is wrong with the server
            int status = code == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505 ? HttpStatus.BAD_REQUEST_400 : code;
            String title = HttpStatus.getMessage(status);
            Problem problem = new Problem(
                    "about:blank",
                    title,
                    status,
                    message == null ? "this is no request that HTTP allows" : message,
                    NO_PATH.equals(request.getHttpURI().getPath())
                            ? "/"
                            : request.getHttpURI().getPath(),
                    null,
                    null);
            response.setStatus(status);
            response.getHeaders().put(new HttpField(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE));
            response.write(true, ByteBuffer.wrap(Json.MAPPER.writeValueAsBytes(problem)), callback);
        }
    }
}
