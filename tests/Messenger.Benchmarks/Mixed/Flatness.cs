namespace Messenger.Benchmarks.Mixed;

/// <summary>Whether a figure stays what it is: the median of the second sixth of the time, when everything is warm, beside that of the last sixth.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Early">The median of the second sixth.</param>
/// <param name="Late">The median of the last sixth.</param>
/// <param name="Tolerance">The ratio up to which it counts as flat; less is always well.</param>
internal sealed record Flatness(string Name, double Early, double Late, double Tolerance)
{
    internal double Ratio => Late / Early;

    internal bool IsFlat => Ratio <= Tolerance;

    /// <summary>Measures it.</summary>
    internal static Flatness Of(string name, IReadOnlyList<MixedSample> samples, Func<MixedSample, double> figure, double tolerance)
    {
        int sixth = Math.Max(1, samples.Count / 6);
        return new(name, Median(samples.Skip(sixth).Take(sixth)), Median(samples.TakeLast(sixth)), tolerance);

        double Median(IEnumerable<MixedSample> some)
        {
            double[] sorted = [.. some.Select(figure).Order()];
            return sorted.Length == 0 ? double.NaN : (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
        }
    }
}
