using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests.Deploy;

/// <summary>Every setting that a file of <c>deploy/</c> hands to the gateway is one that the gateway knows.</summary>
public sealed partial class DeploySettingsTests
{
    /// <summary>Of other programs in the same files.</summary>
    private static readonly string[] Others =
    [
        "KC_", "POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD", "SERVER_NAME", "DOTNET_", "SSL_CERT_",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Settings_OfEveryFile_AreKnown()
    {
        string[] files =
        [
            "deploy/systemd/mcp-gateway.service", "deploy/systemd/gateway.env.example", "deploy/compose/compose.yaml",
            "deploy/compose/replicas.yaml", "deploy/helm/mcp-gateway/templates/configmap.yaml",
            "deploy/helm/mcp-gateway/ci/complete-values.yaml", "deploy/terraform/aws-ecs/modules/service/main.tf", "eng/publish/image.sh",
        ];
        var names = files.SelectMany(static file => Setting().Matches(File.ReadAllText(Path.Combine(Repository.Root, file))))
            .Select(static match => match.Groups["name"].Value)
            .Where(static name => !Array.Exists(Others, other => name.StartsWith(other, StringComparison.Ordinal)))
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        Assert.Superset(
            new HashSet<string>(["DATA_DIR", "SECRET_KEY", "Https__Redirect", "Drain__Calls", "URLS"], StringComparer.Ordinal),
            names.ToHashSet(StringComparer.Ordinal));

        // Names on the command line are judged; a start would only warn of those in the environment.
        var arguments = names.SelectMany(static name => new[] { "--" + name.Replace("__", ":", StringComparison.Ordinal), "x" });
        var (code, output) = await ChildProcess.RunAsync("dotnet", [Repository.Host, .. arguments, "--version"], Cancellation);

        Assert.True(code == 0, output);
    }

    /// <summary>Capitals with an underscore, or sections with two: in an assignment, a mapping, or quoted as <c>"NAME=…"</c>.</summary>
    [GeneratedRegex(
        @"(?<=^\s*#?|Environment=|""|\{ )(?<name>[A-Z]+(_[A-Z]+)+|URLS|[A-Z][A-Za-z]+(__[A-Z][A-Za-z0-9]*)+)(?=\s*[:=])",
        RegexOptions.Multiline)]
    private static partial Regex Setting();
}
