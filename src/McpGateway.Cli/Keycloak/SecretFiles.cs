using System.Text.Json.Nodes;
using McpGateway.Cli.Credentials.Files;

namespace McpGateway.Cli.Keycloak;

/// <summary>Where the secrets of clients are put: files for their owner alone, never the terminal.</summary>
internal static class SecretFiles
{
    private const string All = "keycloak-client-secrets.txt";

    /// <summary>A file for each client, which <c>mcpgw credentials generate</c> reads for agents.</summary>
    /// <returns>The names of the files.</returns>
    public static IReadOnlyList<string> Write(
        TokenDirectory directory, string url, string realm, IReadOnlyDictionary<string, string> secrets)
    {
        foreach (var (client, secret) in secrets)
        {
            directory.Write(client + ".json", new JsonObject
            {
                ["client_id"] = client,
                ["client_secret"] = secret,
                ["keycloak_url"] = url,
                ["keycloak_realm"] = realm,
            });
        }

        return [.. secrets.Keys.Select(client => client + ".json")];
    }

    /// <summary>The gateway's own settings, as lines for <c>.env</c>.</summary>
    /// <returns>The name of the file.</returns>
    public static string WriteSettings(TokenDirectory directory, string url, string realm, IReadOnlyDictionary<string, string> secrets)
    {
        directory.Write(
            All,
            $"""
            AUTH_PROVIDER=keycloak
            KEYCLOAK_URL={url}
            KEYCLOAK_REALM={realm}
            KEYCLOAK_CLIENT_ID={RealmPlan.WebClient}
            KEYCLOAK_CLIENT_SECRET={secrets[RealmPlan.WebClient]}
            KEYCLOAK_M2M_CLIENT_ID={RealmPlan.MachineClient}
            KEYCLOAK_M2M_CLIENT_SECRET={secrets[RealmPlan.MachineClient]}

            """);
        return All;
    }
}
