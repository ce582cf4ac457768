package net.vdestack.rest.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {
    private final Asset asset = new Asset("text/plain", "hello".getBytes(UTF_8));

    @Test
    void getsTheFile() {
        Reply reply = Reply.of(asset, "GET", null);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.length()).contains(5);
        assertThat(reply.body()).contains(asset);
        assertThat(reply.headers())
                .containsEntry("Content-Type", "text/plain")
                .containsEntry("ETag", asset.tag())
                .containsEntry("Cache-Control", "no-cache");
    }

    @Test
    void headIsGetWithoutTheFile() {
        Reply get = Reply.of(asset, "GET", null);

        assertThat(Reply.of(asset, "HEAD", null))
                .isEqualTo(new Reply(get.status(), get.headers(), get.length(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TAG", "W/TAG", "\"other\", TAG", "*"})
    void whoHasItIsNotSentItAgain(String known) {
        Reply reply = Reply.of(asset, "GET", known.replace("TAG", asset.tag()));

        assertThat(reply.status()).isEqualTo(304);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.length()).isEmpty();
        assertThat(reply.headers()).containsEntry("ETag", asset.tag()).doesNotContainKey("Content-Type");
    }

    @Test
    void whoHasAnotherOneGetsIt() {
        String tag = new Asset("text/plain", "hallo".getBytes(UTF_8)).tag();

        assertThat(Reply.of(asset, "GET", tag).status()).isEqualTo(200);
    }

    @Test
    void nothingForeignRunsInThePage() {
        assertThat(Reply.of(asset, "GET", null).headers())
                .containsEntry("X-Content-Type-Options", "nosniff")
                .hasEntrySatisfying(
                        "Content-Security-Policy",
                        policy -> assertThat(policy)
                                .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
                                .doesNotContain("unsafe"));
    }
}
