using Messenger.Platform;
using Messenger.Platform.Startup;

StaticLibc.ConfigureNameService();
if (args is ["--version"])
{
    Console.WriteLine(BuildInfo.Of("msgr"));
    return (int)ExitCode.Done;
}

Console.Error.WriteLine("msgr: only --version is understood");
return (int)ExitCode.Usage;
