using System.Diagnostics;
using System.Reflection;
using AgentSupport.Gateway;
using FlightBooking;
using McpGateway.IntegrationTests.Composition;
using McpGateway.Tests.Logs;
using McpGateway.Tests.Storage;
using TravelAssistant;

namespace McpGateway.IntegrationTests.Samples;

/// <summary>The scripts beside the sample agents do what their README says.</summary>
public sealed class SampleScriptsTests
{
    private static readonly string Scripts = Path.Combine(
        typeof(SampleScriptsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static data => data.Key == "RepositoryRoot").Value!,
        "samples", "agents");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SetupAndAsk_AtANewGateway_BookATrip()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The scripts are for bash.");
        await using var gateway = await ComposedGateway.StartAsync();
        using var directory = new TemporaryDirectory();
        await using var world = new RunningAgents();

        var first = await RunAsync("setup.sh", gateway, directory.Path, "");
        var again = await RunAsync("setup.sh", gateway, directory.Path, "");
        await world.StartAsync(FlightBookingApp.Build, await SettingsAsync(directory.Path, "flight-booking"));
        await world.StartAsync(TravelAssistantApp.Build, await SettingsAsync(directory.Path, "travel-assistant"));
        var talk = await RunAsync(
            "ask.sh", gateway, directory.Path, "one \\ \"person\", one person from Paris to Tokyo\n2099-03-04\nAda Lovelace\n");

        Assert.Contains("flight-booking.env written", first, StringComparison.Ordinal);
        Assert.Contains("flight-booking.env is there already: kept", again, StringComparison.Ordinal);
        Assert.Contains("INPUT_REQUIRED: What is the passenger's full name?", talk, StringComparison.Ordinal);
        Assert.Matches("COMPLETED: Booked under [A-Z2-9]{8}: SK", talk);
    }

    private static async Task<string> RunAsync(string script, ComposedGateway gateway, string directory, string input)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Scripts, script), gateway.Address.GetLeftPart(UriPartial.Authority)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        start.Environment["ADMIN_PASSWORD"] = ComposedGateway.Password;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(Cancellation);
        await process.StandardInput.WriteAsync(input.AsMemory(), Cancellation);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, output + await errors);
        return output;
    }

    private static async Task<GatewaySettings> SettingsAsync(string directory, string agent)
    {
        var settings = (await File.ReadAllLinesAsync(Path.Combine(directory, agent + ".env"), Cancellation))
            .Select(static line => line.Split('=', 2))
            .ToDictionary(static parts => parts[0], static parts => parts[1], StringComparer.Ordinal);
        TestLog.Current.Secret(settings["CLIENT_SECRET"]);
        return new(new(settings["GATEWAY_URL"]), settings["CLIENT_ID"], settings["CLIENT_SECRET"]);
    }
}
