using System.Text.Json;
using McpGateway.Proxy.A2a;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Routing;
using McpGateway.Proxy.Sessions;

namespace McpGateway.Fuzz.Targets;

/// <summary>A caller of an agent, another one, and what the first byte of an input chooses.</summary>
internal static class A2aCaller
{
    private static readonly SessionSealer Sealer = new(new FixedKey());

    /// <summary>The agent's ids are t1 and c1; these are what the caller has of them, and what another caller has.</summary>
    public static readonly string OwnTask = New().SealTask("t1")!;

    public static readonly string Context = New().SealContext("c1")!;

    public static readonly string OwnContext = New().OpenContext("chat")!;

    public static readonly string OthersTask = New("other").SealTask("t1")!;

    public static readonly string OthersContext = New("other").OpenContext("chat")!;

    public static A2aIds New(string user = "s") => new(
        Sealer,
        new ProxyCaller { Subject = user, UserName = "u", ClientId = "", Scopes = "", AuthMethod = "", Principal = "p" },
        new Route { Path = "/a", Upstream = new Uri("http://agent.example/"), State = RouteState.Ready });

    /// <summary>Operation, whether in the words of 1.0, and whether in JSON-RPC: <c>@</c> to <c>J</c> and so on, row by row.</summary>
    public static (A2aOperation Operation, bool IsVersion1, bool IsRpc) Choose(byte letter)
    {
        var number = (letter + 256 - '@') % 256;
        var operations = Enum.GetValues<A2aOperation>();
        return (operations[number % operations.Length], number / operations.Length % 2 == 0, number / operations.Length / 2 % 2 == 1);
    }

    /// <summary>The members of that name, in both spellings and however often.</summary>
    public static IEnumerable<JsonElement> Members(JsonElement element, string name) =>
        element.ValueKind != JsonValueKind.Object ? []
        : element.EnumerateObject()
            .Where(member => Is(member, name) || Is(member, JsonNamingPolicy.SnakeCaseLower.ConvertName(name)))
            .Select(static member => member.Value);

    /// <summary>The texts in a list, or the one text.</summary>
    public static IEnumerable<string> Texts(IEnumerable<JsonElement> values) => values
        .SelectMany(static value => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : (JsonElement[])[value])
        .Where(static value => value.ValueKind == JsonValueKind.String)
        .Select(TextOf);

    /// <summary>The objects in a list, or the one object.</summary>
    public static IEnumerable<JsonElement> Objects(IEnumerable<JsonElement> values) => values
        .SelectMany(static value => value.ValueKind == JsonValueKind.Array ? Objects(value.EnumerateArray()) : (JsonElement[])[value])
        .Where(static value => value.ValueKind == JsonValueKind.Object);

    public static JsonDocument? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            var start = json.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
            return JsonDocument.Parse(json[start..], new JsonDocumentOptions { MaxDepth = 600 });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Is(JsonProperty member, string name)
    {
        try
        {
            return member.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: no reader takes it for the name.
            return false;
        }
    }

    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private sealed class FixedKey : ISessionKeyProvider
    {
        public ReadOnlyMemory<byte> Key { get; } = new byte[32];
    }
}
