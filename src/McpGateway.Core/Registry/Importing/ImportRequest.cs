using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Registry.Importing;

/// <summary>Server files to take over, and which of them are switched on.</summary>
/// <param name="Servers">Each the content of one server file.</param>
/// <param name="States">Path → enabled, as in <c>server_state.json</c>. A server that it does not name keeps its state.</param>
public sealed record ImportRequest(IReadOnlyList<JsonElement> Servers, IReadOnlyDictionary<string, bool> States)
{
    private const int MaxServers = 10_000;

    private static readonly Error Shape = new(
        ErrorKind.Unprocessable,
        """The body must be a JSON array of server documents, one server document, or {"servers":[…],"server_state":{"/path":true}}""");

    /// <summary>Reads the three forms of the request.</summary>
    public static Result<ImportRequest> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (LoneSurrogates.AreIn(text))
        {
            return new Error(ErrorKind.Unprocessable, "The body has half of a surrogate pair");
        }

        try
        {
            return Read(JsonElement.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false }));
        }
        catch (JsonException)
        {
            return new Error(ErrorKind.Unprocessable, "The body is not valid JSON, or names a member twice");
        }
    }

    private static Result<ImportRequest> Read(JsonElement root)
    {
        var states = new Dictionary<string, bool>(StringComparer.Ordinal);
        var list = root;
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("servers", out var servers))
        {
            list = servers;
            if (root.TryGetProperty("server_state", out var stated) && !TryReadStates(stated, states))
            {
                return new Error(ErrorKind.Unprocessable,
                    """server_state must be an object of paths and booleans, for instance {"/currenttime":true}""");
            }
        }

        return list.ValueKind switch
        {
            JsonValueKind.Array when list.GetArrayLength() is > 0 and <= MaxServers =>
                new ImportRequest([.. list.EnumerateArray()], states),
            JsonValueKind.Array when list.GetArrayLength() > MaxServers =>
                new Error(ErrorKind.Unprocessable, $"At most {MaxServers} servers in one import"),
            JsonValueKind.Object => new ImportRequest([list], states),
            JsonValueKind.Undefined or JsonValueKind.Array or JsonValueKind.String or JsonValueKind.Number
                or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => Shape,
        };
    }

    private static bool TryReadStates(JsonElement stated, Dictionary<string, bool> states)
    {
        if (stated.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        foreach (var member in stated.EnumerateObject())
        {
            if (member.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                return false;
            }

            states[member.Name] = member.Value.GetBoolean();
        }

        return true;
    }
}
