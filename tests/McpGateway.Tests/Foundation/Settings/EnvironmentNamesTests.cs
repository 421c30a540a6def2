using System.Reflection;
using System.Text.RegularExpressions;
using McpGateway.Foundation.Settings;

namespace McpGateway.Tests.Foundation.Settings;

public sealed partial class EnvironmentNamesTests
{
    /// <summary>Texts of that form that are no names of the product's environment, and where they stand.</summary>
    private static readonly string[] Others =
    [
        // A setting of the runtime, which reads it itself.
        "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS",

        // Another one's, which the product sets and nobody else has to.
        "ORT_DISABLE_TELEMETRY",

        // A word of Cognito's API.
        "ALLOW_REFRESH_TOKEN_AUTH",

        // Words of A2A: a role, and reasons of google.rpc.Status in its HTTP binding.
        "ROLE_USER", "DEADLINE_EXCEEDED", "INVALID_ARGUMENT", "NOT_FOUND", "PERMISSION_DENIED", "PUSH_NOTIFICATION_NOT_SUPPORTED",
        "RESOURCE_EXHAUSTED", "TASK_NOT_FOUND",

        // An operand of a command, and variables that hold a command's secret: none of them is a setting.
        "FOLDER_OR_FILES", "BACKUP_PASSPHRASE", "NEW_SECRET_KEY",

        // PostgreSQL's own, which stand in the table of its parameters.
        "PGCONNECT_TIMEOUT",

        // A variable of clients, in what they are configured with.
        "MCP_GATEWAY_TOKEN",

        // The command line's, which the gateway must not take for mistakes in names of its own.
        "MCPGW_URL", "MCPGW_PROFILE", "MCPGW_TOKEN", "MCPGW_STORE", "MCPGW_CONFIG_DIR",

        // A word of the audit's contract: no right was needed.
        "NOT_REQUIRED",

        // A placeholder that people replace.
        "YOUR_TOKEN",
    ];

    private static readonly string Sources = Path.Combine(
        typeof(EnvironmentNamesTests).Assembly
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "RepositoryRoot").Value!,
        "src");

    /// <summary>A name that is read elsewhere has no key, no meaning and no place in the reference.</summary>
    [Fact]
    public void Sources_NamesOfTheEnvironment_StandInTheTableOnly()
    {
        var found =
            from file in Directory.EnumerateFiles(Sources, "*.cs", SearchOption.AllDirectories)
            where !file.EndsWith($"{nameof(EnvironmentNames)}.cs", StringComparison.Ordinal)

            // A program of its own, whose environment is that of whoever types; its guides say what it reads.
            where !file.Contains($"{Path.DirectorySeparatorChar}McpGateway.Cli{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            from Match text in QuotedName().Matches(File.ReadAllText(file))
            where !Others.Contains(text.Groups["name"].Value)
            select $"{Path.GetRelativePath(Sources, file)}: {text.Value}";

        Assert.Empty(found);
    }

    [Fact]
    public void All_Entries_AreWellFormed() => Assert.All(EnvironmentNames.All, static entry =>
    {
        Assert.Matches("^[A-Z][A-Z0-9_]*$", entry.Name);
        Assert.NotEmpty(entry.Keys);
        Assert.All(entry.Keys, static key => Assert.Matches("^[A-Za-z]+(:[A-Za-z0-9]+)+$", key));
        Assert.EndsWith(".", entry.Meaning, StringComparison.Ordinal);
    });

    [Fact]
    public void All_Names_AreDifferent() =>
        Assert.Equal(EnvironmentNames.All.Count, EnvironmentNames.All.Select(static entry => entry.Name).Distinct().Count());

    /// <summary>What the name says of a credential the table says too.</summary>
    [Fact]
    public void All_NamesOfCredentials_AreSecret() => Assert.All(
        EnvironmentNames.All.Where(static entry =>
            entry.Name.EndsWith("_SECRET", StringComparison.Ordinal) || entry.Name.EndsWith("_PASSWORD", StringComparison.Ordinal)
            || entry.Name.EndsWith("_KEY", StringComparison.Ordinal) || entry.Name.EndsWith("_TOKEN", StringComparison.Ordinal)),
        static entry => Assert.True(entry.IsSecret, entry.Name));

    [Fact]
    public void All_Defaults_AreOfTheirForm() => Assert.All(
        EnvironmentNames.All.Where(static entry => entry.Default is not null),
        static entry => Assert.NotNull(SettingForms.Convert(entry.Form, entry.Default!)));

    [Fact]
    public void For_Key_NamesInTheirOrder()
    {
        Assert.Equal(["PUBLIC_URL", "REGISTRY_URL"], EnvironmentNames.For("auth:publicurl").Select(static entry => entry.Name));
        Assert.Empty(EnvironmentNames.For("Health:MaxPages"));
    }

    [GeneratedRegex("\"(?<name>[A-Z][A-Z0-9]*(_[A-Z0-9]+)+)\"")]
    private static partial Regex QuotedName();
}
