using Microsoft.Extensions.Logging;

namespace Messenger.Server.Files;

/// <summary>What all that has to do with files shares.</summary>
/// <param name="Offers">Offers and running transfers.</param>
/// <param name="Limits">Bounds.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">The log.</param>
internal sealed record FileBooks(OfferBook Offers, FileLimits Limits, TimeProvider Time, ILogger Log);
