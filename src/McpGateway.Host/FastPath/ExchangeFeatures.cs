using System.Collections;
using System.Net;
using McpGateway.Proxy.Forwarding;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace McpGateway.Host.FastPath;

/// <summary>
/// What the application gets of an exchange: the same features as from the server, as far as a canonical call has them, and those of the
/// connection.
/// </summary>
internal abstract class ExchangeFeatures : IFeatureCollection
{
    private readonly ConnectionContext _connection;
    private readonly HttpConnectionFeature _addresses = new();

    /// <summary>What an exchange has of its own, the most asked for first.</summary>
    private readonly (Type Type, object Feature)[] _own;

    /// <summary>What the application has set. A feature that was set to null is hidden.</summary>
    private readonly List<KeyValuePair<Type, object?>> _set = [];

    protected ExchangeFeatures(ConnectionContext connection, Deadlines deadlines, DateLine date)
    {
        _connection = connection;
        Lifetime = new(connection);
        Request = new();
        Response = new(connection.Transport.Output, deadlines, date, Lifetime);
        _own =
        [
            (typeof(IHttpRequestFeature), Request),
            (typeof(IHttpResponseFeature), Response),
            (typeof(IHttpResponseBodyFeature), Response),
            (typeof(IReceivedBody), Request),
            (typeof(IHttpRequestLifetimeFeature), Lifetime),
            (typeof(IHttpConnectionFeature), _addresses),
            (typeof(IRequestBodyPipeFeature), Request),
            (typeof(IHttpRequestBodyDetectionFeature), Request),
        ];
    }

    public ExchangeLifetime Lifetime { get; }

    public RequestFeature Request { get; }

    public ResponseFeature Response { get; }

    protected string ConnectionId => _connection.ConnectionId;

    public bool IsReadOnly => false;

    public int Revision { get; private set; }

    public object? this[Type key]
    {
        get
        {
            for (var index = 0; index < _set.Count; index++)
            {
                if (_set[index].Key == key)
                {
                    return _set[index].Value;
                }
            }

            return Own(key) ?? _connection.Features[key];
        }

        set
        {
            Revision++;
            var index = _set.FindIndex(feature => feature.Key == key);
            if (index >= 0)
            {
                _set[index] = new(key, value);
            }
            else
            {
                _set.Add(new(key, value));
            }
        }
    }

    public TFeature? Get<TFeature>() => (TFeature?)this[typeof(TFeature)];

    public void Set<TFeature>(TFeature? instance) => this[typeof(TFeature)] = instance;

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => All().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <returns>Whether the last exchange left features behind, and what was made of them is to be made anew.</returns>
    protected bool Reset(HeadReader head, byte[] body)
    {
        var isChanged = _set.Count > 0;
        if (isChanged)
        {
            Revision++;
            _set.Clear();
        }

        Lifetime.Reset();
        Request.Reset(head, body, head.ContentLength);
        Response.Reset();

        // Whoever set another address set it for one request.
        SetAddresses();
        return isChanged;
    }

    private void SetAddresses()
    {
        var (remote, local) = (_connection.RemoteEndPoint as IPEndPoint, _connection.LocalEndPoint as IPEndPoint);
        (_addresses.RemoteIpAddress, _addresses.RemotePort) = (remote?.Address, remote?.Port ?? 0);
        (_addresses.LocalIpAddress, _addresses.LocalPort) = (local?.Address, local?.Port ?? 0);
        _addresses.ConnectionId = _connection.ConnectionId;
    }

    private object? Own(Type key)
    {
        foreach (var (type, feature) in _own)
        {
            if (type == key)
            {
                return feature;
            }
        }

        return null;
    }

    private IEnumerable<KeyValuePair<Type, object>> All()
    {
        var types = _set.Select(static pair => pair.Key)
            .Concat(_own.Select(static own => own.Type))
            .Concat(_connection.Features.Select(static pair => pair.Key));
        foreach (var type in types.Distinct())
        {
            if (this[type] is { } feature)
            {
                yield return new(type, feature);
            }
        }
    }
}
