using Messenger.Platform;
using Messenger.Platform.Startup;

StaticLibc.ConfigureNameService();
if (args is ["--version"])
{
    Console.WriteLine(BuildInfo.Of("msgr-server"));
    return (int)ExitCode.Done;
}

Console.Error.WriteLine("msgr-server: only --version is understood");
return (int)ExitCode.Usage;
