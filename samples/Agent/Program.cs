using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using ReferenceAgent;

// dotnet run --project samples/Agent -- --user-query "What time is it in Tokyo?"
var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
Func<Uri, bool>? browser = Console.IsErrorRedirected ? null : OpenBrowser;
return await AgentCommand.RunAsync(args, new(Console.In, Console.Out, Console.Error, browser), environment, TimeProvider.System);

static bool OpenBrowser(Uri page)
{
    try
    {
        using var shown = Process.Start(new ProcessStartInfo(page.AbsoluteUri) { UseShellExecute = true });
        return shown is not null || OperatingSystem.IsWindows();
    }
    catch (Exception missing) when (missing is Win32Exception or PlatformNotSupportedException or FileNotFoundException)
    {
        return false;
    }
}
