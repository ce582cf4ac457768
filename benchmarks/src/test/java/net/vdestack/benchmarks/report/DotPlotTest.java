package net.vdestack.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class DotPlotTest {
    private final DotPlot plot = new DotPlot("Streams <of TCP> & more");

    private List<Element> elements(String name) throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(plot.toSvg())));
        NodeList nodes = document.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }

    private static double x(Element circle) {
        return Double.parseDouble(circle.getAttribute("cx"));
    }

    @Test
    void dotsAreOnALogarithmicAxis() throws Exception {
        plot.heading("lan");
        plot.add("a", Spread.of(List.of(10.0)), true);
        plot.add("b", Spread.of(List.of(100.0)), false);
        plot.add("c", Spread.of(List.of(1000.0)), false);
        List<Element> dots = elements("circle");
        assertThat(dots).hasSize(3);
        assertThat(x(dots.get(2)) - x(dots.get(1)))
                .isPositive()
                .isCloseTo(x(dots.get(1)) - x(dots.get(0)), org.assertj.core.api.Assertions.within(0.2));
    }

    @Test
    void aLineGoesFromMinimumToMaximum() throws Exception {
        plot.heading("lan");
        plot.add("a", Spread.of(List.of(20.0, 30.0, 80.0)), true);
        Element line = elements("line").stream()
                .filter(each -> each.getAttribute("stroke-linecap").equals("round"))
                .findFirst()
                .orElseThrow();
        double dot = x(elements("circle").get(0));
        assertThat(Double.parseDouble(line.getAttribute("x1"))).isLessThan(dot);
        assertThat(Double.parseDouble(line.getAttribute("x2"))).isGreaterThan(dot);
    }

    @Test
    void titleIsEscaped() throws Exception {
        plot.heading("lan");
        plot.add("a", Spread.of(List.of(1.0)), true);
        assertThat(elements("title").get(0).getTextContent()).isEqualTo("Streams <of TCP> & more");
    }

    @Test
    void whatHasNoPlaceOnTheAxisIsLeftOut() {
        plot.heading("lan");
        plot.add("a", Spread.of(List.of(0.0)), true);
        assertThat(plot.isEmpty()).isTrue();
        assertThatThrownBy(plot::toSvg).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void groupsWithNothingInThemAreNotDrawn() throws Exception {
        plot.heading("empty");
        plot.heading("lan");
        plot.add("a", Spread.of(List.of(1.0)), true);
        plot.heading("empty too");
        assertThat(elements("text"))
                .extracting(Element::getTextContent)
                .contains("lan")
                .doesNotContain("empty", "empty too");
    }
}
