using Messenger.Fuzz.Targets;

namespace Messenger.Fuzz.Tests;

/// <summary>Every input that was ever worth keeping, and some that are bred from them, the same in each run.</summary>
public sealed class ReplayTests
{
    private const int Seed = 20_261_122;
    private const int Bred = 1_000;

    public static TheoryData<string> Targets => [.. AllTargets.Names];

    [Theory, MemberData(nameof(Targets))]
    public void The_corpus_and_what_is_bred_from_it_break_nothing(string name)
    {
        FuzzTarget target = AllTargets.Make(name);
        byte[][] corpus = [.. Corpus.Of(target)];
        Assert.NotEmpty(corpus);
        foreach (byte[] input in corpus)
            Strike(target, input);

        var random = new Random(Seed);
        var mutator = new Mutator(random, target.MostBytes);
        for (int i = 0; i < Bred; i++)
            Strike(target, mutator.Breed(corpus[random.Next(corpus.Length)], corpus[random.Next(corpus.Length)]));
    }

    private static void Strike(FuzzTarget target, ReadOnlySpan<byte> input)
    {
        try
        {
            target.Run(input);
        }
        catch (Exception e)
        {
            Assert.Fail($"{e} for {Convert.ToHexString(input)}");
        }
    }
}
