using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Transfer.Rooted;

namespace Messenger.Server.Files.Parcels;

/// <summary>The people that parcels go between, as the chat knows them.</summary>
internal interface IParcelPeople
{
    /// <summary>Whose a name is.</summary>
    /// <param name="name">As somebody typed it.</param>
    /// <param name="person">The name and its key, where there is no refusal.</param>
    Refused? Find(string name, out ParcelPerson person);

    /// <summary>Tells the chat sessions of a name, where it still is the key's.</summary>
    /// <returns>False: nobody was there to hear it.</returns>
    bool Tell(ParcelPerson person, ServerFrame frame);
}

/// <summary>The parcels with their files, and the people who are told of them.</summary>
/// <param name="root">The folder of all parcels.</param>
/// <param name="book">The parcels.</param>
/// <param name="people">Who is told.</param>
/// <param name="time">The clock.</param>
internal sealed class ParcelRoom(RootedDirectory root, ParcelBook book, IParcelPeople people, TimeProvider time)
{
    /// <summary>The folder of all parcels.</summary>
    public RootedDirectory Root => root;

    /// <summary>The parcels.</summary>
    public ParcelBook Book => book;

    /// <summary>Whose is which name.</summary>
    public IParcelPeople People => people;

    /// <summary>Unix milliseconds.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Changes a parcel's state, and tells both ends. Done when it survives the process.</summary>
    /// <param name="id">The parcel.</param>
    /// <param name="change">Gives it as it is to be, or null where nothing is to change.</param>
    /// <returns>The parcel as it is now; null: nothing was changed.</returns>
    public async Task<StoredParcel?> ChangeAsync(ulong id, Func<StoredParcel, StoredParcel?> change)
    {
        if (book.Change(id, before => change(before) is { } after ? after with { IsTold = false } : null) is not { } changed)
            return null;
        await changed.Kept.ConfigureAwait(false);
        // What is gone is gone before anybody is told so.
        if (!changed.Parcel.IsHeld)
            RemoveFiles(changed.Parcel);
        if (Tell(changed.Parcel, isNews: true))
            book.Change(id, parcel => parcel.State == changed.Parcel.State ? parcel with { IsTold = true } : null);
        return changed.Parcel;
    }

    /// <summary>CTL-BOX-2: tells both ends how a parcel is.</summary>
    /// <returns>Its sender was there to hear it.</returns>
    public bool Tell(StoredParcel parcel, bool isNews)
    {
        if (parcel.From == parcel.To)
            return Tell(parcel.From, ParcelRole.Sender | ParcelRole.Recipient);
        Tell(parcel.To, ParcelRole.Recipient);
        return Tell(parcel.From, ParcelRole.Sender);

        bool Tell(ParcelPerson person, ParcelRole role) => people.Tell(person, new ParcelChanged { Parcel = parcel.ToWire(role, isNews) });
    }

    /// <summary>The absolute path of a parcel's folder.</summary>
    public string PathOf(StoredParcel parcel) => Path.Combine(root.Path, parcel.Folder);

    /// <summary>Removes a parcel's files.</summary>
    public void RemoveFiles(StoredParcel parcel)
    {
        try
        {
            Directory.Delete(PathOf(parcel), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else has been at it: it stays, and is nobody's any more.
        }
    }
}
