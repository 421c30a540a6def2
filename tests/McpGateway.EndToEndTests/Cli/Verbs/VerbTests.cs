using System.Text.Json;
using McpGateway.Tests.Cli;

namespace McpGateway.EndToEndTests.Cli.Verbs;

/// <summary>Verbs against a running gateway. Each verb has its case in the class of its noun.</summary>
public abstract class VerbTests(CliGateway shared) : IAsyncLifetime
{
    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected CliGateway Shared => shared;

    /// <summary>Signed in as the administrator.</summary>
    private protected TestCli Cli { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cli = await shared.SignedInAsync();

    public ValueTask DisposeAsync()
    {
        Cli?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>What the command writes when it succeeds.</summary>
    private protected async Task<string> RunAsync(params string[] arguments) => (await Cli.RunAsync(arguments)).Text;

    private protected async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        using var document = JsonDocument.Parse(await RunAsync([.. arguments, "--json"]));
        return document.RootElement.Clone();
    }

    private protected Task WriteAsync(string name, string text) =>
        File.WriteAllTextAsync(Path.Combine(Cli.Home, name), text, Cancellation);
}
