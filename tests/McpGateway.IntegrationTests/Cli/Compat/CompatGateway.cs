using System.Text.RegularExpressions;
using McpGateway.IntegrationTests.Agents;
using McpGateway.IntegrationTests.Composition;
using McpGateway.IntegrationTests.Federation;
using McpGateway.Tests.Architecture;

namespace McpGateway.IntegrationTests.Cli.Compat;

/// <summary>A running gateway for the commands, an agent and a registry elsewhere, and the files that the commands name.</summary>
public sealed partial class CompatGateway : IAsyncLifetime
{
    private ComposedGateway? _gateway;
    private FakeAgent? _agent;
    private SourceServer? _source;

    internal CompatRun Run { get; } = new();

    internal Uri Address => _gateway!.Address;

    /// <summary>Of the administrator.</summary>
    internal string Token { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _gateway = await ComposedGateway.StartAsync();
        _agent = await FakeAgent.StartAsync();
        _agent.PingStatus = 200;
        _source = await SourceServer.StartAsync();
        _source.Answer = static request => request.Path.Value!.StartsWith("/v0.1/servers", StringComparison.Ordinal)
            ? (200, SourceServer.Entry("io.github.example/weather", "http://127.0.0.1:9/mcp"))
            : (404, "{}");

        // Checked now, so that their state does not depend on when the monitor comes round.
        await _gateway.PostAsync("/api/refresh/currenttime");
        await _gateway.PostAsync("/api/refresh/mcpgw");
        using var administrator = await _gateway.BearerAsync(ComposedGateway.Administrator);
        var token = Token = administrator.DefaultRequestHeaders.GetValues("Authorization").Single()["Bearer ".Length..];
        foreach (var file in RepositoryFiles.Under(Transcript.Folder + "/files", ".json"))
        {
            var text = await File.ReadAllTextAsync(RepositoryFiles.Absolute(file));
            Run.Write(
                Path.GetFileName(file),
                text.Replace("@agent", _agent.Url, StringComparison.Ordinal).Replace("@source", _source.Url, StringComparison.Ordinal));
        }

        Run.Write(".oauth-tokens/ingress.json", $$"""{"access_token":"{{token}}","token_type":"Bearer"}""");
        Run.Write("token.txt", token + "\n");
        Run.Gateway = Address;
        Run.Variables["REGISTRY_URL"] = Address.AbsoluteUri;
        Run.Variables["GATEWAY_BASE_URL"] = Address.AbsoluteUri;
    }

    public async ValueTask DisposeAsync()
    {
        Run.Dispose();
        await (_source?.DisposeAsync() ?? default);
        await (_agent?.DisposeAsync() ?? default);
        await (_gateway?.DisposeAsync() ?? default);
    }

    /// <summary>What differs from run to run, replaced by what it is.</summary>
    internal string Mask(string line)
    {
        line = line.Replace(Address.AbsoluteUri.TrimEnd('/'), "http://gateway", StringComparison.Ordinal)
            .Replace(Run.Home, "<home>", StringComparison.Ordinal)
            .Replace(_agent!.Url, "http://agent", StringComparison.Ordinal)
            .Replace(_source!.Url, "http://source", StringComparison.Ordinal);
        line = Times().Replace(line, "<time>");
        line = Secrets().Replace(line, "${name}<secret>");
        line = Ids().Replace(line, "${name}<id>");
        line = Tools().Replace(line, "<n> tools");
        line = Remaining().Replace(line, "(<n> seconds remaining)");
        line = ScoresInTables().Replace(line, "| <score>");
        return Scores().Replace(line, "${name}<score>");
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d| \w+[+-]\d{4})?")]
    private static partial Regex Times();

    [GeneratedRegex("(?<name>Client Secret: ).+")]
    private static partial Regex Secrets();

    [GeneratedRegex("(?<name>(ID: |\"id\": \"))[0-9a-zA-Z_-]{16,}")]
    private static partial Regex Ids();

    [GeneratedRegex(@"\(\d+ seconds remaining\)")]
    private static partial Regex Remaining();

    [GeneratedRegex(@"\| +\d\.\d{4}$")]
    private static partial Regex ScoresInTables();

    [GeneratedRegex(@"\d+ tools")]
    private static partial Regex Tools();

    [GeneratedRegex("(?<name>(Relevance: |\"relevance_score\": ))[0-9.]+")]
    private static partial Regex Scores();
}
