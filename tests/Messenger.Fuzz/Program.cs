using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Messenger.Fuzz;
using Messenger.Fuzz.Targets;

// Messenger.Fuzz TARGET|all [--seconds N] [--executions N] [--seed N] [--blind]
const string Inside = "--instrumented";
if (args.Contains(Inside))
    Coverage.Attach();
if (args.Length == 0 || args[0].StartsWith('-'))
{
    Console.Error.WriteLine($"usage: Messenger.Fuzz TARGET|all [--seconds N] [--executions N] [--seed N] [--blind]\ntargets: {string.Join(' ', AllTargets.Names)}");
    return 2;
}

if (args[0] != "all" && !AllTargets.Names.Contains(args[0]))
{
    Console.Error.WriteLine($"there is no target {args[0]}; there are: {string.Join(' ', AllTargets.Names)}");
    return 2;
}

bool blind = args.Contains("--blind");
if (!blind && !args.Contains(Inside))
    return RunInstrumented(args);

var limits = new FuzzLimits(TimeSpan.FromSeconds(Number("--seconds", 60)), Number("--executions", long.MaxValue), (int)Number("--seed", Environment.ProcessId));
string folder = Path.GetFullPath(Path.Combine(Root(), "artifacts", "fuzz"));
bool held = true;
foreach (string name in args[0] == "all" ? AllTargets.Names : [args[0]])
    held &= new FuzzRun(AllTargets.Make(name), blind ? null : new Coverage(), folder).Run(limits);
return held ? 0 : 1;

long Number(string option, long otherwise)
{
    int at = Array.IndexOf(args, option);
    return at >= 0 && at + 1 < args.Length ? long.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}

static string Root() => Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

// Assemblies are instrumented before they are loaded: in a copy, which a second process runs.
static int RunInstrumented(string[] args)
{
    string folder = Directory.CreateTempSubdirectory("msgr-fuzz-").FullName;
    try
    {
        Coverage.Instrument(folder);
        Directory.CreateSymbolicLink(Path.Combine(folder, "Corpus"), Corpus.Folder);
        using Process child = Process.Start("dotnet", [Path.Combine(folder, "Messenger.Fuzz.dll"), .. args, Inside]);
        child.WaitForExit();
        return child.ExitCode;
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}
