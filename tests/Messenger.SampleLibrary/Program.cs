using Messenger.SampleLibrary;

if (args is not [var folder])
{
    Console.Error.WriteLine("Usage: Messenger.SampleLibrary FOLDER   writes a picture, a sound, a video and a file of 64 MiB into it");
    return 2;
}

Samples.WriteTo(folder);
return 0;
