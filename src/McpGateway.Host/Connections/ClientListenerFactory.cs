using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Connections;

/// <summary>Makes the sockets on which the server listens. Registered after the server's own, so that it is asked first.</summary>
internal sealed class ClientListenerFactory(
    IOptions<SocketTransportOptions> options, ConnectionTracker tracker, Handover handover, IMemoryPoolFactory<byte> pools,
    ILoggerFactory loggers)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly ServerBuffers _buffers = new(pools.Create());

    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint or UnixDomainSocketEndPoint or FileHandleEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var transport = options.Value;
        Socket socket;
        try
        {
            socket = transport.CreateBoundListenSocket(endpoint);
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(failure.Message, failure);
        }

        socket.Listen(transport.Backlog);
        var connections = new SocketConnectionContextFactory(
            new SocketConnectionFactoryOptions
            {
                IOQueueCount = transport.IOQueueCount,
                WaitForDataBeforeAllocatingBuffer = transport.WaitForDataBeforeAllocatingBuffer,
                MaxReadBufferSize = transport.MaxReadBufferSize,
                MaxWriteBufferSize = transport.MaxWriteBufferSize,
                UnsafePreferInlineScheduling = transport.UnsafePreferInlineScheduling,
            },
            loggers.CreateLogger<SocketConnectionContextFactory>());
        var listener = new ClientListener(
            socket, connections, transport, _buffers, tracker, handover, loggers.CreateLogger<ClientListener>());
        handover.Add(listener);
        return new(listener);
    }

    /// <summary>The transport that is made here gives its connections a pool from which nothing of no stated size can be rented.</summary>
    private sealed record ServerBuffers(MemoryPool<byte> MemoryPool) : IMemoryPoolFeature;
}
