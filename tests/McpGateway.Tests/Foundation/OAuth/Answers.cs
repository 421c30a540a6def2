using System.Text.Json;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Tests.Foundation.OAuth;

/// <summary>Answers of an authorization server.</summary>
internal static class Answers
{
    public const string Host = "login.example:8443";

    public static OAuthAnswer Of(string json, int status = 200) => new(Host, status, StrictJson.ReadObject(Bytes(json)));

    /// <summary>An answer with members of any text.</summary>
    public static OAuthAnswer OfMembers(params IEnumerable<(string Name, object? Value)> members) =>
        Of(JsonSerializer.Serialize(members.ToDictionary(member => member.Name, member => member.Value)));

    private static byte[] Bytes(string json) => System.Text.Encoding.UTF8.GetBytes(json);
}
