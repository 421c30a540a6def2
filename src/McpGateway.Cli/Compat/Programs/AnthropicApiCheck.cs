using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Management;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Programs;

/// <summary>
/// <c>cli/test_anthropic_api.py</c>: tries Anthropic's registry API (v0.1): the list, then versions and the latest version of one server.
/// The token goes in <c>X-Authorization</c>, as that script sends it.
/// </summary>
internal static class AnthropicApiCheck
{
    public static CompatProgram Program { get; } = new(
        "test_anthropic_api",
        "Try Anthropic's registry API",
        BaseUrlConnection.Parameters,
        [
            new("", "Try Anthropic's registry API",
                [
                    Parameter.Choice("--test", "Which part", isRequired: false, "all", "list-servers", "get-versions", "get-server"),
                    Parameter.Whole("--limit", "Servers to list", Servers),
                    Parameter.Text("--server-name", "Which server to look at (default: the first of the list)"),
                ],
                RunAsync),
        ],
        BaseUrlConnection.With("X-Authorization"));

    private const int Servers = 5;

    private static async Task<int> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var which = call.Optional("--test") ?? "all";
        var stated = call.Optional("--server-name");

        // Who names a server for one of the two asks for no list.
        var list = stated is null || which is "all" or "list-servers"
            ? await call.Api.GetAsync(AnthropicVerbs.List(call.Whole("--limit")), cancellationToken)
            : null;
        if (which is "all" or "list-servers")
        {
            Title(call, $"GET /v0.1/servers?limit={call.Whole("--limit")}");
            call.Json(list!);
        }

        if (which == "list-servers")
        {
            return Call.Success;
        }

        var name = stated ?? FirstOf(list!);
        if (which is "all" or "get-versions")
        {
            Title(call, $"GET /v0.1/servers/{name}/versions");
            call.Json(await call.Api.GetAsync(AnthropicVerbs.Address(name), cancellationToken));
        }

        if (which is "all" or "get-server")
        {
            Title(call, $"GET /v0.1/servers/{name}/versions/latest");
            call.Json(await call.Api.GetAsync(AnthropicVerbs.Address(name, "latest"), cancellationToken));
        }

        return Call.Success;
    }

    private static void Title(Call call, string text) => call.Error.WriteLine(text);

    private static string FirstOf(JsonNode list) =>
        list.List("servers").Select(entry => entry.Object("server").Text("name")).FirstOrDefault()
        ?? throw new CommandFailure(Call.Failure, "the list has no server to look at", "Name one with --server-name.");
}
