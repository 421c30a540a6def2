using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Foundation;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Core.Egress.Settings;

/// <summary>Settings as an operator stated them, with their shape checked and nothing else.</summary>
internal sealed record EgressRegistration
{
    private const int MaxText = 2048;
    private const int MaxSecret = 8192;

    private static readonly string[] TextFields =
    [
        "mode", "provider", "tenant", "issuer", "authorization_endpoint", "token_endpoint", "revocation_endpoint", "client_id",
        "client_secret",
        "client_authentication", "resource", "audience",
    ];

    private readonly Dictionary<string, string?> _texts = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Scopes { get; private init; } = [];

    /// <summary>The member's text; null when it is absent, null or empty.</summary>
    public string? this[string field] => _texts.GetValueOrDefault(field);

    /// <summary>Whether the member is there, though perhaps to clear what is stored.</summary>
    public bool States(string field) => _texts.ContainsKey(field);

    public static Result<EgressRegistration> Read(JsonElement body)
    {
        var problems = new List<FieldProblem>();
        var scopes = new List<string>();
        var draft = new EgressRegistration { Scopes = scopes };
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name == "scopes")
            {
                ReadScopes(member.Value, scopes, problems);
            }
            else if (!TextFields.Contains(member.Name, StringComparer.Ordinal))
            {
                problems.Add(new(Shown(member.Name), $"is not known; known are {string.Join(", ", TextFields)} and scopes")
                {
                    Input = SentInput.Of(body, Shown(member.Name)),
                });
            }
            else if (member.Value.ValueKind is JsonValueKind.Null)
            {
                draft._texts[member.Name] = null;
            }
            else if (member.Value.ValueKind is JsonValueKind.String && member.Value.GetString()! is var text && IsGood(member.Name, text))
            {
                draft._texts[member.Name] = text.Length == 0 ? null : text;
            }
            else
            {
                problems.Add(new(member.Name,
                    $"must be a text of at most {(member.Name == "client_secret" ? MaxSecret : MaxText)} characters without control "
                        + "characters")
                {
                    Input = JsonNode.Parse(member.Value.GetRawText()),
                });
            }
        }

        return problems.Count == 0 ? draft : Error.OfFields(problems);
    }

    /// <summary>A secret may be a key in PEM, which has lines.</summary>
    private static bool IsGood(string field, string text) => field == "client_secret"
        ? text.Length <= MaxSecret && !text.Any(character => char.IsControl(character) && character is not ('\r' or '\n'))
        : text.Length <= MaxText && !text.Any(char.IsControl);

    /// <summary>Without the secret.</summary>
    public override string ToString() => this["mode"] ?? "";

    private static void ReadScopes(JsonElement value, List<string> scopes, List<FieldProblem> problems)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            scopes.AddRange(value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : ""));
        }

        if (value.ValueKind != JsonValueKind.Array || scopes.Count > OAuthScopeNames.MaxCount || !scopes.All(OAuthScopeNames.IsName))
        {
            problems.Add(new("scopes", $"must be a list of at most {OAuthScopeNames.MaxCount} scope names")
            {
                Input = JsonNode.Parse(value.GetRawText()),
            });
        }
    }

    private static string Shown(string name) =>
        name.Length <= 64 && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_') ? name : "body";
}
