using System.Globalization;
using System.Security;
using System.Text;

namespace Messenger.Rudp.Tests.Lives;

/// <summary>The sweep as a picture: loss from left to right, rate upwards, a line for each RTT, and in words under what conditions.</summary>
/// <param name="title">What is shown.</param>
/// <param name="conditions">Lines below the picture.</param>
/// <param name="linkRate">The link's rate in Mbit/s: the top.</param>
internal sealed class SweepChart(string title, IReadOnlyList<string> conditions, double linkRate)
{
    private const int Left = 64, Top = 48, Width = 560, Height = 300, LineHeight = 18, TickRate = 20;

    // Colours that people who cannot tell red from green can tell apart (Okabe and Ito).
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"];

    private readonly List<(string Name, SortedList<double, double> Points)> _lines = [];

    /// <summary>Takes one measured point.</summary>
    /// <param name="line">The line that it belongs to.</param>
    /// <param name="loss">In percent.</param>
    /// <param name="rate">In Mbit/s.</param>
    public void Add(string line, double loss, double rate)
    {
        if (_lines.FirstOrDefault(l => l.Name == line) is not { Points: { } points })
            _lines.Add((line, points = []));
        points[loss] = rate;
    }

    /// <summary>The picture, as SVG.</summary>
    public string ToSvg()
    {
        double[] losses = [.. _lines.SelectMany(l => l.Points.Keys).Distinct().Order()];
        double most = Math.Max(1, losses[^1]);
        var svg = new StringBuilder();
        int whole = Top + Height + 60 + (conditions.Count * LineHeight);
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Left + Width + 100} {whole}\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#222\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        Write(svg, Left, 24, "start", title, "font-weight=\"bold\" font-size=\"15\"");
        for (double rate = 0; rate <= linkRate; rate += TickRate)
        {
            Rule(svg, Left, Y(rate), Left + Width, Y(rate), "#ddd");
            Write(svg, Left - 8, Y(rate) + 4, "end", rate.ToString("F0", CultureInfo.InvariantCulture));
        }

        foreach (double loss in losses)
        {
            Rule(svg, X(loss), Top, X(loss), Top + Height, "#eee");
            Write(svg, X(loss), Top + Height + 18, "middle", loss.ToString("0.##", CultureInfo.InvariantCulture));
        }

        Write(svg, Left + (Width / 2.0), Top + Height + 38, "middle", "packets lost in each direction, %");
        Write(svg, 0, 0, "middle", "Mbit/s of file bytes", string.Create(CultureInfo.InvariantCulture, $"transform=\"translate(18 {Top + (Height / 2)}) rotate(-90)\""));
        for (int i = 0; i < _lines.Count; i++)
            Draw(svg, _lines[i].Name, _lines[i].Points, Colours[i % Colours.Length]);
        for (int i = 0; i < conditions.Count; i++)
            Write(svg, Left, Top + Height + 62 + (i * LineHeight), "start", conditions[i], "fill=\"#555\" font-size=\"12\"");
        return svg.Append("</svg>\n").ToString();

        double X(double loss) => Left + (loss / most * Width);

        double Y(double rate) => Top + Height - (rate / linkRate * Height);

        void Draw(StringBuilder to, string name, SortedList<double, double> points, string colour)
        {
            string path = string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.Key):F1},{Y(p.Value):F1}")));
            to.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\n");
            foreach ((double loss, double rate) in points)
                to.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(loss):F1}\" cy=\"{Y(rate):F1}\" r=\"3\" fill=\"{colour}\"><title>{rate:F1}</title></circle>\n");
            Write(to, X(points.Keys[^1]) + 8, Y(points.Values[^1]) + 4, "start", name, $"fill=\"{colour}\"");
        }
    }

    private static void Rule(StringBuilder svg, double x1, double y1, double x2, double y2, string colour) =>
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1:F1}\" y1=\"{y1:F1}\" x2=\"{x2:F1}\" y2=\"{y2:F1}\" stroke=\"{colour}\"/>\n");

    private static void Write(StringBuilder svg, double x, double y, string anchor, string text, string more = "") =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:F1}\" y=\"{y:F1}\" text-anchor=\"{anchor}\"{(more.Length > 0 ? " " + more : "")}>{SecurityElement.Escape(text)}</text>\n");
}
