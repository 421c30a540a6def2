using McpGateway.IntegrationTests.Composition;
using McpGateway.Tests.Storage;
using Microsoft.Extensions.Configuration;
using ReferenceAgent;

namespace McpGateway.IntegrationTests.Samples;

/// <summary>The reference agent in the test's process, as its command line is called.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Answer">What it wrote to standard output.</param>
/// <param name="Notes">What it wrote to standard error.</param>
internal sealed record AgentRun(int Code, string Answer, string Notes)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="environment">The environment's variables, none but these.</param>
    /// <param name="args">The command line.</param>
    public static Task<AgentRun> StartAsync((string Key, string Value)[] environment, params string[] args) =>
        StartAsync(new StringWriter(), "", environment, args);

    public static Task<AgentRun> StartAsync(
        TextWriter output, string input, (string Key, string Value)[] environment, params string[] args) =>
        StartAsync(output, input, browser: null, environment, args);

    /// <param name="output">Where answers go.</param>
    /// <param name="input">What the user types.</param>
    /// <param name="browser">The user's browser; null where no user sits.</param>
    public static async Task<AgentRun> StartAsync(
        TextWriter output, string input, Func<Uri, bool>? browser, (string Key, string Value)[] environment, params string[] args)
    {
        using var directory = new TemporaryDirectory();
        var notes = new StringWriter();
        var variables = new ConfigurationBuilder()
            .AddInMemoryCollection(environment.Select(static pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build();
        var all = args.Contains("--oauth-tokens-dir") ? args : [.. args, "--oauth-tokens-dir", directory.Path];
        var code = await AgentCommand.RunAsync(
            all, new(new StringReader(input), output, notes, browser), variables, TimeProvider.System, Cancellation);
        return new(code, output.ToString()!, notes.ToString());
    }

    /// <summary>The environment of a user of a gateway, with a token of the user's own.</summary>
    public static async Task<(string Key, string Value)[]> UserAsync(ComposedGateway gateway, string user)
    {
        using var http = await gateway.BearerAsync(user);
        return
        [
            ("MCP_REGISTRY_URL", new Uri(gateway.Address, "mcpgw/mcp").ToString()),
            ("OAUTH_TOKEN", http.DefaultRequestHeaders.Authorization!.Parameter!),
        ];
    }
}
