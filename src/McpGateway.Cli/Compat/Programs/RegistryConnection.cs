using System.CommandLine;
using System.Diagnostics;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Compat.Programs;

/// <summary>Finds the registry and a token as <c>registry_management.py</c> does.</summary>
internal static class RegistryConnection
{
    private const string DefaultAddress = "http://localhost:7860";
    private const string DefaultClient = "registry-admin-bot";

    public static IReadOnlyList<Parameter> Parameters =>
    [
        Parameter.Text("--registry-url", "Address of the registry (REGISTRY_URL; default: http://localhost:7860)").Everywhere(),
        Parameter.Text("--aws-region", "Given to the token script (AWS_REGION)").Everywhere(),
        Parameter.Text("--keycloak-url", "Given to the token script (KEYCLOAK_URL)").Everywhere(),
        Parameter.Text("--token-file", "File with an access token").Everywhere(),
        Parameter.Flag("--debug", "Tell each request").Everywhere(),
    ];

    public static async Task<RegistryApi> ConnectAsync(
        ParseResult parsed, CliEnvironment environment, CancellationToken cancellationToken)
    {
        var address = AddressOf(parsed.GetValue<string?>("--registry-url") ?? environment.Variable("REGISTRY_URL") ?? DefaultAddress);
        var token = parsed.GetValue<string?>("--token-file") is { } file
            ? await TokenFile.ReadAsync(Path.Combine(environment.WorkingDirectory, file), cancellationToken)
            : await FromScriptAsync(parsed, environment, cancellationToken);
        return new(
            environment.Handlers(), address, "Authorization", token, parsed.GetValue<bool>("--debug") ? environment.Terminal.Error : null);
    }

    public static Uri AddressOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw CommandFailure.Misuse($"{text} is not an address: it must begin with http:// or https://");

    private static async Task<string> FromScriptAsync(
        ParseResult parsed, CliEnvironment environment, CancellationToken cancellationToken)
    {
        var script = environment.Variable("GET_TOKEN_SCRIPT") ?? throw new CommandFailure(
            ExitCodes.Failed, "there is no access token",
            "Use --token-file with a file from the page \"API token\" or of 'mcpgw credentials generate', or set GET_TOKEN_SCRIPT.");
        var start = new ProcessStartInfo(script)
        {
            RedirectStandardOutput = true,
            WorkingDirectory = environment.WorkingDirectory,
            UseShellExecute = false,
        };
        foreach (var (option, value) in (ReadOnlySpan<(string, string?)>)
            [
                ("--aws-region", parsed.GetValue<string?>("--aws-region") ?? environment.Variable("AWS_REGION")),
                ("--keycloak-url", parsed.GetValue<string?>("--keycloak-url") ?? environment.Variable("KEYCLOAK_URL")),
            ])
        {
            if (value is not null)
            {
                start.ArgumentList.Add(option);
                start.ArgumentList.Add(value);
            }
        }

        start.ArgumentList.Add(environment.Variable("CLIENT_NAME") ?? DefaultClient);
        return await RunAsync(start, script, cancellationToken);
    }

    private static async Task<string> RunAsync(ProcessStartInfo start, string script, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 && TokenFile.Parse(LastPart(output)) is { } token
                ? token
                : throw new CommandFailure(
                    ExitCodes.Failed, $"{script} gave no token (exit code {process.ExitCode})", "It has to print one, alone or as JSON.");
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new CommandFailure(ExitCodes.Failed, $"{script} (GET_TOKEN_SCRIPT) cannot be run: {failure.Message}", null, failure);
        }
    }

    /// <summary>Scripts tell what they do before they print the token.</summary>
    private static string LastPart(string output)
    {
        var text = output.Trim();
        return text.StartsWith('{') ? text : text.Split('\n')[^1];
    }
}
