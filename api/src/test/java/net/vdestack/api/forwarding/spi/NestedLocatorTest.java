package net.vdestack.api.forwarding.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NestedLocatorTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            agno:///k[ethtype=copy]{vde:///tmp/sw[3]} | agno:///k[ethtype=copy] | vde:///tmp/sw[3]
            vlan:///t=1.2{agno://{vxvde://'}'}}       | vlan:///t=1.2           | agno://{vxvde://'}'}
            vlan://'{'\\{{vde://'a'}                  | vlan://'{'\\{           | vde://'a'
            vde:///tmp/sw[3]                          | vde:///tmp/sw[3]        | ``
            agno://{}                                 | agno://                 | ``
            """, delimiter = '|')
    void splitsAtTheOutermostBraces(String text, String outer, String inner) {
        NestedLocator nested = NestedLocator.parse(Locator.parse(text));

        assertThat(nested).isEqualTo(new NestedLocator(Locator.parse(outer), inner));
    }

    @ParameterizedTest
    @ValueSource(strings = {"agno://{vde://", "agno://{vde://}x", "agno://{'}"})
    void refusesBracesThatDoNotEndIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NestedLocator.parse(Locator.parse(text)))
                .withMessageContaining("'" + text + "'")
                .withMessageContaining("}");
    }
}
