using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using McpGateway.Contracts.Audit;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Core.Audit.Forwarding;

/// <summary>
/// Syslog (RFC 5424) over UDP (RFC 5426), TCP with counted octets (RFC 6587 §3.4.1) or TLS (RFC 5425). Syslog answers nothing: what was
/// given to the connection counts as taken.
/// </summary>
/// <param name="address">Of the server.</param>
/// <param name="time">For the time limit.</param>
/// <param name="trust">Which certificates are trusted; null for those that the system trusts.</param>
internal sealed class SyslogReceiver(Uri address, TimeProvider time, X509ChainPolicy? trust = null) : IAuditReceiver, IAsyncDisposable
{
    /// <summary>Facility 13, log audit.</summary>
    private const int Facility = 13;

    private const int Informational = 6;
    private const int Warning = 4;

    /// <summary>What fits into a datagram; a longer event is cut there.</summary>
    private const int MaxDatagram = 60_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _host = NameOf(Environment.MachineName);
    private TcpClient? _client;
    private Stream? _stream;

    public string Name => "syslog";

    public async Task SendAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await (address.Scheme == "udp" ? SendDatagramsAsync(rows, both.Token) : SendFramesAsync(rows, both.Token));
        }
        catch (Exception failure) when (failure is SocketException or IOException or AuthenticationException or ObjectDisposedException)
        {
            await CloseAsync();
            throw new IOException($"The syslog server {address.Authority} does not take events: {failure.Message}", failure);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await CloseAsync();
            throw new IOException($"The syslog server {address.Authority} did not take events within {Patience.TotalSeconds:0} seconds.");
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    /// <summary>One event as a message.</summary>
    internal byte[] MessageOf(AuditRow row)
    {
        var entry = AuditEvent.Of(row.Body);
        var severity = entry.Response.Outcome == AuditOutcomes.Success ? Informational : Warning;
        var at = entry.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"<{(Facility * 8) + severity}>1 {at} {_host} mcp-gateway {Environment.ProcessId} {row.Stream} - ");
        return [.. Encoding.ASCII.GetBytes(head), .. AuditLine.Event(row.Body, row.Hash)];
    }

    /// <summary>Printable ASCII without spaces, at most 255 characters.</summary>
    private static string NameOf(string machine) =>
        new([.. machine.Where(static letter => letter is > ' ' and <= '~').Take(255).DefaultIfEmpty('-')]);

    private async Task SendDatagramsAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellationToken)
    {
        using var client = new UdpClient();
        client.Connect(address.Host, address.Port);
        foreach (var row in rows)
        {
            var message = MessageOf(row);
            await client.SendAsync(message.AsMemory(0, Math.Min(message.Length, MaxDatagram)), cancellationToken);
        }
    }

    private async Task SendFramesAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellationToken)
    {
        var stream = _stream ??= await OpenAsync(cancellationToken);
        foreach (var row in rows)
        {
            var message = MessageOf(row);
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture) + " "), cancellationToken);
            await stream.WriteAsync(message, cancellationToken);
        }

        await stream.FlushAsync(cancellationToken);
    }

    private async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        _client = new TcpClient();
        await _client.ConnectAsync(address.Host, address.Port, cancellationToken);
        if (address.Scheme == "tcp")
        {
            return _client.GetStream();
        }

        var secure = new SslStream(_client.GetStream());
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = address.Host, CertificateChainPolicy = trust }, cancellationToken);
        return secure;
    }

    private async Task CloseAsync()
    {
        if (_stream is not null)
        {
            await _stream.DisposeAsync();
        }

        _client?.Dispose();
        (_client, _stream) = (null, null);
    }
}
