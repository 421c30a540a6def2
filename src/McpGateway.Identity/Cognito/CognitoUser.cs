using System.Text.Json;
using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Cognito;

/// <summary>A person of a user pool, as <c>ListUsers</c>, <c>AdminGetUser</c> and <c>AdminCreateUser</c> tell.</summary>
internal sealed record CognitoUser(string UserName, bool IsEnabled, IReadOnlyDictionary<string, string> Details)
{
    /// <summary>The id that tokens state, which no later person of the same name has.</summary>
    public string Subject => Details.GetValueOrDefault("sub", UserName);

    /// <returns>Null when what was told is no user.</returns>
    public static CognitoUser? Of(JsonElement told)
    {
        if (told.ValueKind != JsonValueKind.Object
            || !StrictJson.TryReadString(told, "Username", out var name)
            || string.IsNullOrEmpty(name))
        {
            return null;
        }

        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (told.TryGetProperty("Attributes", out var stated) || told.TryGetProperty("UserAttributes", out stated))
        {
            foreach (var attribute in stated.ValueKind == JsonValueKind.Array ? stated.EnumerateArray() : default)
            {
                if (StrictJson.TryReadString(attribute, "Name", out var key)
                    && StrictJson.TryReadString(attribute, "Value", out var value)
                    && key is not null
                    && value is not null)
                {
                    attributes[key] = value;
                }
            }
        }

        return new(name, told.TryGetProperty("Enabled", out var enabled) && enabled.ValueKind == JsonValueKind.True, attributes);
    }
}
