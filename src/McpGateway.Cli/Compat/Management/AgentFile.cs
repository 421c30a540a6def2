using System.Text.Json.Nodes;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Management;

/// <summary>An agent's JSON file, with the looser names that older files have for kinds of credentials put right.</summary>
internal static class AgentFile
{
    private static readonly string[] SchemeMembers = ["security_schemes", "securitySchemes"];

    /// <summary>Leaves out what is null, as the Python client does, and calls security schemes what A2A calls them.</summary>
    public static JsonObject Normalize(JsonObject file)
    {
        var card = new JsonObject();
        foreach (var (name, value) in file.Where(member => member.Value is not null))
        {
            card[name] = value!.DeepClone();
        }

        foreach (var schemes in SchemeMembers.Select(name => card.Object(name)).OfType<JsonObject>())
        {
            foreach (var scheme in schemes.Select(scheme => scheme.Value).OfType<JsonObject>())
            {
                Rename(scheme);
            }
        }

        return card;
    }

    private static void Rename(JsonObject scheme)
    {
        var type = (scheme.Text("type") ?? "").Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        switch (type.ToUpperInvariant())
        {
            case "BEARER" or "JWT" or "HTTPBEARER":
                scheme["type"] = "http";
                scheme["scheme"] ??= "bearer";
                break;
            case "APIKEY":
                scheme["type"] = "apiKey";
                break;
            case "OAUTH" or "OAUTH2":
                scheme["type"] = "oauth2";
                break;
            case "OIDC" or "OPENID" or "OPENIDCONNECT":
                scheme["type"] = "openIdConnect";
                break;
        }
    }
}
