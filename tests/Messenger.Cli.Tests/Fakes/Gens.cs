using CsCheck;

namespace Messenger.Cli.Tests.Fakes;

/// <summary>Generators that these tests share.</summary>
internal static class Gens
{
    /// <summary>One of a few values.</summary>
    public static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
