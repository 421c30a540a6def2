using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Port to what else takes paths: servers share one namespace with it.</summary>
public interface IPathClaims
{
    /// <summary>Why no server may be registered at a path; null when one may.</summary>
    /// <param name="key">Canonical path.</param>
    string? ProblemOf(string key);

    /// <summary>Makes a commit fail when somebody takes the path at the same moment.</summary>
    void AssertFree(string key, DocumentBatch batch);
}
