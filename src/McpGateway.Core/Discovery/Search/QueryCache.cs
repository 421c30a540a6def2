using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Core.Discovery.Search;

/// <summary>Vectors of recent queries. When it is full the oldest half is forgotten.</summary>
internal sealed class QueryCache(int capacity)
{
    private readonly Lock _gate = new();
    private Dictionary<string, QueryEmbedding> _recent = new(StringComparer.Ordinal);
    private Dictionary<string, QueryEmbedding> _older = new(StringComparer.Ordinal);

    public QueryEmbedding? Find(string query)
    {
        lock (_gate)
        {
            return _recent.TryGetValue(query, out var found) || _older.TryGetValue(query, out found) ? found : null;
        }
    }

    public void Add(string query, QueryEmbedding vector)
    {
        lock (_gate)
        {
            if (_recent.Count >= capacity / 2)
            {
                (_older, _recent) = (_recent, new(StringComparer.Ordinal));
            }

            _recent[query] = vector;
        }
    }
}
