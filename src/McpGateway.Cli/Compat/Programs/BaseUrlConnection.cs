using System.CommandLine;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Compat.Programs;

/// <summary>Finds the gateway and a token as the scripts with <c>--base-url</c> do.</summary>
internal static class BaseUrlConnection
{
    public const string IngressFile = ".oauth-tokens/ingress.json";
    private const string DefaultAddress = "http://localhost:7860";

    public static IReadOnlyList<Parameter> Parameters =>
    [
        Parameter.Text("--base-url", "Address of the gateway (GATEWAY_BASE_URL; default: http://localhost:7860)").Everywhere(),
        Parameter.Text("--token-file", $"File with an access token (default: {IngressFile})").Everywhere(),
        Parameter.Flag("--debug", "Tell each request").Everywhere(),
    ];

    /// <param name="header">In which header the script sends the token.</param>
    public static Func<ParseResult, CliEnvironment, CancellationToken, Task<RegistryApi>> With(string header) =>
        async (parsed, environment, cancellationToken) => new(
            environment.Handlers(),
            RegistryConnection.AddressOf(
                parsed.GetValue<string?>("--base-url") ?? environment.Variable("GATEWAY_BASE_URL") ?? DefaultAddress),
            header,
            await TokenAsync(parsed, environment, cancellationToken),
            parsed.GetValue<bool>("--debug") ? environment.Terminal.Error : null);

    private static Task<string> TokenAsync(ParseResult parsed, CliEnvironment environment, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue<string?>("--token-file");
        return file is null && environment.Variable("GATEWAY_TOKEN") is { } token
            ? Task.FromResult(token)
            : TokenFile.ReadAsync(Path.Combine(environment.WorkingDirectory, file ?? IngressFile), cancellationToken);
    }
}
