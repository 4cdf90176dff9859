using System.Diagnostics;
using System.Globalization;

namespace Messenger.Fuzz;

/// <summary>How long to go on.</summary>
/// <param name="Time">At most so long.</param>
/// <param name="Executions">At most so many inputs.</param>
/// <param name="Seed">Of all that is random.</param>
internal readonly record struct FuzzLimits(TimeSpan Time, long Executions, int Seed);

/// <summary>Runs a target on inputs bred from its seeds, its corpus and what it found worth keeping.</summary>
/// <param name="target">What is attacked.</param>
/// <param name="coverage">Counts ways; null: nothing new is kept.</param>
/// <param name="folder">The folder for inputs that break something, and for those that found a way.</param>
internal sealed class FuzzRun(FuzzTarget target, Coverage? coverage, string folder)
{
    private const int MostFindings = 10;
    private const int BetweenClocks = 256;

    private readonly List<byte[]> _population = [];
    private readonly HashSet<string> _broken = [];
    private long _executions;

    /// <summary>Breeds and runs until a limit is reached or much is broken.</summary>
    /// <returns>Whether everything held.</returns>
    public bool Run(in FuzzLimits limits)
    {
        var random = new Random(limits.Seed);
        var mutator = new Mutator(random, target.MostBytes);
        long began = Stopwatch.GetTimestamp();
        foreach (byte[] seed in Corpus.Of(target))
            Strike(seed, always: true);
        while (_executions < limits.Executions && _broken.Count < MostFindings)
        {
            if (_executions % BetweenClocks == 0 && Stopwatch.GetElapsedTime(began) >= limits.Time)
                break;
            Strike(mutator.Breed(_population[random.Next(_population.Count)], _population[random.Next(_population.Count)]), always: false);
        }

        TimeSpan took = Stopwatch.GetElapsedTime(began);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Name,-20} {_executions,12:N0} executions {took.TotalSeconds,7:0} s {_executions / took.TotalSeconds,9:N0}/s  kept {_population.Count,5}  ways {coverage?.Ways ?? 0,6}  broken {_broken.Count}"));
        return _broken.Count == 0;
    }

    private void Strike(ReadOnlySpan<byte> input, bool always)
    {
        _executions++;
        coverage?.Clear();
        try
        {
            target.Run(input);
        }
        catch (Exception e)
        {
            Report(input, e);
            return;
        }

        bool found = coverage?.FoundNew() == true;
        if (!found && !always)
            return;
        _population.Add(input.ToArray());
        if (found && !always)
            Save($"way-{_population.Count}.bin", input);
    }

    private string Save(string name, ReadOnlySpan<byte> input)
    {
        string file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, target.Name)).FullName, name);
        File.WriteAllBytes(file, input);
        return file;
    }

    private void Report(ReadOnlySpan<byte> input, Exception e)
    {
        // One finding for each place.
        string place = $"{e.GetType().Name} {e.Message.Split('\n')[0]} {e.StackTrace?.Split('\n')[0].Trim()}";
        if (!_broken.Add(place))
            return;
        string file = Save($"broken-{_broken.Count}.bin", input);
        Console.WriteLine($"{target.Name}: {e.GetType().Name}: {e.Message} ({file})\n{e.StackTrace}");
    }
}
