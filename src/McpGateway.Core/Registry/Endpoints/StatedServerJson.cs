using System.Text.Json;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>
/// What a source stated of a server in the form of the MCP registry. It is passed on only where it has that form: others' mistakes do not
/// become this registry's.
/// </summary>
internal static class StatedServerJson
{
    private const int MaxPackages = 50;

    public static JsonElement? Repository(JsonElement? stated) =>
        Member(stated, "repository", JsonValueKind.Object) is { } repository
        && IsWeb(repository.TextOf("url"))
        && repository.TextOf("source") is not null
        && AreTexts(repository, "id", "subfolder")
            ? repository
            : null;

    public static string? WebsiteUrl(JsonElement? stated) =>
        stated is { ValueKind: JsonValueKind.Object } members && members.TextOf("websiteUrl") is { } url && IsWeb(url) ? url : null;

    public static IReadOnlyList<JsonElement>? Packages(JsonElement? stated) =>
        Member(stated, "packages", JsonValueKind.Array) is { } packages
        && packages.EnumerateArray().Take(MaxPackages).Where(IsPackage).ToArray() is { Length: > 0 } proper
            ? proper
            : null;

    private static bool IsPackage(JsonElement package) =>
        package.ValueKind == JsonValueKind.Object
        && package.TextOf("registryType") is not null
        && package.TextOf("identifier") is not null
        && AreTexts(package, "version", "registryBaseUrl", "runtimeHint", "fileSha256")
        && Member(package, "transport", JsonValueKind.Object) is { } transport
        && IsTransport(transport);

    private static bool IsTransport(JsonElement transport) => transport.TextOf("type") switch
    {
        ServerTransport.Stdio => true,
        ServerTransport.StreamableHttp or ServerTransport.Sse => transport.TextOf("url") is not null,
        _ => false,
    };

    private static bool AreTexts(JsonElement members, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (members.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.String)
            {
                return false;
            }
        }

        return true;
    }

    private static JsonElement? Member(JsonElement? stated, string name, JsonValueKind kind) =>
        stated is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty(name, out var value) && value.ValueKind == kind
            ? value
            : null;

    private static bool IsWeb(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https");
}
