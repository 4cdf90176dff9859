namespace Messenger.Transfer.Disk;

/// <summary>A piece of work for the <see cref="DiskThreads"/>: the same object as often as there is something to do, so that nothing is allocated for it.</summary>
internal interface IDiskWork
{
    /// <summary>Does what there is to do now; must not throw.</summary>
    void Run();
}
