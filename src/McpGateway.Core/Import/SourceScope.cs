using System.Text.Json;
using McpGateway.Access.Scopes;

namespace McpGateway.Core.Import;

/// <summary>A scope that was read from a file of many, as one document: what its hash is made of.</summary>
internal static class SourceScope
{
    public static JsonElement ToJson(ScopeRecord scope) => JsonSerializer.SerializeToElement(scope, ScopeRepository.Scopes.Json);
}
