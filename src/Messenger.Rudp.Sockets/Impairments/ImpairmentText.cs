using System.Globalization;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Rudp.Sockets.Impairments;

/// <summary>What is written behind <c>--impair</c>: <c>loss=5%,delay=40ms,rate=20M,seed=7</c>.</summary>
public static class ImpairmentText
{
    /// <summary>The names, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["loss", "burst", "delay", "jitter", "rate", "queue", "reorder", "dup", "corrupt", "mtu", "seed"];

    private static readonly Duration LongestDelay = Duration.FromSeconds(60);

    /// <summary>Reads it.</summary>
    /// <param name="text">Parts <c>name=value</c> with commas between them.</param>
    /// <exception cref="UserError">What is wrong with it; <see cref="ExitCode.Usage"/>.</exception>
    public static ImpairmentOptions Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var options = new ImpairmentOptions();
        var seen = new HashSet<string>();
        foreach (string part in text.Split(','))
        {
            int equals = part.IndexOf('=');
            string name = (equals < 0 ? part : part[..equals]).Trim();
            if (!Names.Contains(name))
                throw Usage($"'{SafeText.Show(name)}' is nothing that --impair knows; it takes {string.Join(", ", Names)}, as in loss=5%,delay=40ms");
            if (equals < 0)
                throw Usage($"--impair {name} needs a value, as in {Example(name)}");
            if (!seen.Add(name))
                throw Usage($"--impair names {name} twice; give it once");
            options = Apply(options, name, part[(equals + 1)..].Trim());
        }

        return options.Burst > 1 && options.Loss == 0 ? throw Usage("--impair burst says how losses come; give loss, too, as in loss=5%,burst=8") : options;
    }

    /// <summary>The options as they are written, the seed always among them.</summary>
    /// <param name="options">What is shown.</param>
    public static string Show(ImpairmentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var parts = new List<string>();
        Add(options.Loss > 0, $"loss={options.Loss * 100:0.###}%");
        Add(options.Burst > 1, $"burst={options.Burst:0.##}");
        Add(options.Delay > Duration.Zero, $"delay={options.Delay.Milliseconds:0.###}ms");
        Add(options.Jitter > Duration.Zero, $"jitter={options.Jitter.Milliseconds:0.###}ms");
        Add(options.Rate > 0, $"rate={Sized(options.Rate)}");
        Add(options.Queue > 0, $"queue={Sized(options.Queue)}");
        Add(options.Reorder > 0, $"reorder={options.Reorder * 100:0.###}%/{options.ReorderDelay.Milliseconds:0.###}ms");
        Add(options.Duplicate > 0, $"dup={options.Duplicate * 100:0.###}%");
        Add(options.Corrupt > 0, $"corrupt={options.Corrupt * 100:0.###}%");
        Add(options.Mtu > 0, $"mtu={options.Mtu}");
        Add(true, $"seed={options.Seed}");
        return string.Join(',', parts);

        void Add(bool when, FormattableString part)
        {
            if (when)
                parts.Add(part.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static ImpairmentOptions Apply(ImpairmentOptions options, string name, string value) => name switch
    {
        "loss" => options with { Loss = Share(name, value) },
        "burst" => options with { Burst = Number(value, 1, 1_000) ?? throw Wrong(name, value, "a number of datagrams from 1 to 1000") },
        "delay" => options with { Delay = Time(name, value) },
        "jitter" => options with { Jitter = Time(name, value) },
        "rate" => options with { Rate = Size(value, 1_000, 1e12) ?? throw Wrong(name, value, "bits a second from 1000 up, with k, M or G for 1024s of them") },
        "queue" => options with { Queue = (long)(Size(value, 1_500, 1 << 30) ?? throw Wrong(name, value, "bytes from 1500 to 1G, with k, M or G for 1024s of them")) },
        "reorder" when value.IndexOf('/') is >= 0 and var slash => options with { Reorder = Share(name, value[..slash]), ReorderDelay = Time(name, value[(slash + 1)..]) },
        "reorder" => options with { Reorder = Share(name, value) },
        "dup" => options with { Duplicate = Share(name, value) },
        "corrupt" => options with { Corrupt = Share(name, value) },
        "mtu" => options with { Mtu = (int)(Number(value, 68, 65_535) ?? throw Wrong(name, value, "bytes of an IP packet from 68 to 65535")) },
        _ => options with { Seed = (int)(Number(value, 0, int.MaxValue) ?? throw Wrong(name, value, "a whole number from 0 to 2147483647")) },
    };

    private static string Example(string name) => name switch
    {
        "burst" => "burst=8",
        "delay" or "jitter" => name + "=40ms",
        "rate" => "rate=20M",
        "queue" => "queue=256k",
        "reorder" => "reorder=10% or reorder=10%/30ms",
        "mtu" => "mtu=1280",
        "seed" => "seed=7",
        _ => name + "=5%",
    };

    private static double Share(string name, string value) =>
        value.EndsWith('%') && Decimal(value[..^1]) is { } percent && percent <= 100
            ? percent / 100
            : throw Wrong(name, value, "a percentage from 0% to 100%");

    private static Duration Time(string name, string value)
    {
        (double scale, int suffix) = value.EndsWith("ms", StringComparison.Ordinal) ? (1e6, 2)
            : value.EndsWith("us", StringComparison.Ordinal) ? (1e3, 2)
            : value.EndsWith('s') ? (1e9, 1) : (0, 0);
        return scale > 0 && Decimal(value[..^suffix]) is { } number && number * scale <= LongestDelay.Nanoseconds
            ? new Duration((long)(number * scale))
            : throw Wrong(name, value, "a time up to 60s in us, ms or s");
    }

    // As everywhere in msgr: k, M and G are 1024-based.
    private static double? Size(string value, double least, double most)
    {
        double scale = value.Length == 0 ? 1 : value[^1] switch { 'k' or 'K' => 1024, 'M' => 1024 * 1024, 'G' => 1024 * 1024 * 1024, _ => 1 };
        return Decimal(scale > 1 ? value[..^1] : value) is { } number && number * scale >= least && number * scale <= most ? number * scale : null;
    }

    private static double? Number(string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number : null;

    private static double? Decimal(string value) =>
        value.Length <= 20 && double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) ? number : null;

    private static string Sized(double value)
    {
        foreach ((double scale, string suffix) in ((double, string)[])[(1 << 30, "G"), (1 << 20, "M"), (1 << 10, "k")])
        {
            if (value >= scale && value % (scale / 4) == 0)
                return (value / scale).ToString("0.##", CultureInfo.InvariantCulture) + suffix;
        }

        return value.ToString("0", CultureInfo.InvariantCulture);
    }

    private static UserError Wrong(string name, string value, string expected) =>
        Usage($"--impair {name}={SafeText.Show(value)} is not {expected}, as in {Example(name)}");

    private static UserError Usage(string sentence) => new(ExitCode.Usage, sentence);
}
