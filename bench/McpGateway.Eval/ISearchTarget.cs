namespace McpGateway.Eval;

/// <summary>What is measured: the engine in this process, or a gateway over HTTP.</summary>
internal interface ISearchTarget
{
    string Name { get; }

    Task LoadAsync(EvalCatalogue catalogue, CancellationToken cancellationToken);

    /// <summary>The best ten tools as (server path, tool name).</summary>
    Task<IReadOnlyList<(string Path, string Tool)>> SearchAsync(string query, CancellationToken cancellationToken);

    Task UnloadAsync(EvalCatalogue catalogue, CancellationToken cancellationToken);
}
