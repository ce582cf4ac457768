package net.vdestack.rest.resource;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import net.vdestack.rest.http.Problem;

/** Tells in the description of the API how every refusal looks. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ApiResponse(
        responseCode = "default",
        description = "It was refused: 400 for what cannot be, 401 without a valid token, 403 if that entitles to less,"
                + " 404 for what is not there, 409 if the kernel or a network refused, 429 for too much at a time.",
        content =
                @Content(
                        mediaType = Problem.MEDIA_TYPE,
                        schema = @Schema(implementation = Problem.class),
                        examples = @ExampleObject("""
                                        {"type":"about:blank","title":"Not Found","status":404,
                                         "detail":"there is no stack 'blue'","instance":"/api/v1/stacks/blue"}""")))
@interface AnswersProblems {}
