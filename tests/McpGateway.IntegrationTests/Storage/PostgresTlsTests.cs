using System.Globalization;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Storage;
using McpGateway.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.IntegrationTests.Storage;

/// <summary>TLS with a real PostgreSQL whose certificate a company's own authority issued for <c>localhost</c>.</summary>
public sealed class PostgresTlsTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestAuthority _authority = new();
    private PostgresInstance? _postgres;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PostgresInstance Postgres => _postgres!;

    public async ValueTask InitializeAsync()
    {
        _postgres = await PostgresInstance.StartAsync(Cancel);
        var (certificate, key) = _authority.Issue("server", "localhost");
        await PutAsync(Path.Combine(Postgres.DataDirectory, "server.crt"), certificate);
        await PutAsync(Path.Combine(Postgres.DataDirectory, "server.key"), key);
        await PutAsync(Path.Combine(Postgres.DataDirectory, "root.crt"), _authority.Pem);
        await PostgresServer.ExecuteAsync(Postgres.ConnectionString, "CREATE ROLE certified LOGIN SUPERUSER", Cancel);
        await PostgresServer.ExecuteAsync(Postgres.ConnectionString, "ALTER SYSTEM SET ssl_ca_file = 'root.crt'", Cancel);
        await Postgres.ServeTlsAsync(
            "hostssl all certified 127.0.0.1/32 cert\nhostssl all postgres 127.0.0.1/32 trust\nhostnossl all all 127.0.0.1/32 reject",
            Cancel);
        await File.WriteAllTextAsync(_directory.File("ca.pem"), _authority.Pem, Cancel);
        using var stranger = new TestAuthority("CN=Stranger");
        await File.WriteAllTextAsync(_directory.File("other.pem"), stranger.Pem, Cancel);
        await IssueAsync("client", "certified");
        await IssueAsync("nobody", "nobody");
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        _authority.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("localhost", "postgres", "sslmode=verify-full&sslrootcert={dir}/ca.pem")]
    [InlineData("127.0.0.1", "postgres", "sslmode=verify-ca&sslrootcert={dir}/ca.pem")]
    [InlineData("localhost", "postgres", "sslmode=require&sslrootcert={dir}/ca.pem")]
    [InlineData("localhost", "postgres", "sslmode=require")]
    [InlineData("localhost", "postgres", "sslmode=prefer")]
    [InlineData("localhost", "postgres", "")]
    [InlineData("localhost", "postgres", "sslmode=verify-full&sslrootcert={dir}/ca.pem&ssl_min_protocol_version=TLSv1.3")]
    [InlineData("localhost", "postgres", "sslmode=verify-full&sslrootcert={dir}/ca.pem&ssl_max_protocol_version=TLSv1.2")]
    [InlineData("localhost", "certified", "sslmode=verify-full&sslrootcert={dir}/ca.pem&sslcert={dir}/client.pem&sslkey={dir}/client.key")]
    public async Task Start_TlsAsStated_Works(string host, string user, string parameters)
    {
        await using var services = StorageHost.Postgres(Address(host, user, parameters));

        await services.OpenStorageAsync(Cancel);

        Assert.Equal(0, await services.GetRequiredService<IDocumentStorage>().ReadRevisionAsync(Cancel));
        Assert.Equal(
            1, await Postgres.ReadAsync<long>(
                "SELECT COUNT(*) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE s.ssl AND a.application_name = 'mcpgateway'",
                Cancel));
    }

    [Theory]
    [InlineData("127.0.0.1", "postgres", "sslmode=verify-full&sslrootcert={dir}/ca.pem", "host's name")]
    [InlineData("localhost", "postgres", "sslmode=verify-full&sslrootcert={dir}/other.pem", "authority")]
    [InlineData("localhost", "postgres", "sslmode=verify-ca&sslrootcert={dir}/other.pem", "authority")]
    [InlineData("localhost", "postgres", "sslmode=require&sslrootcert={dir}/other.pem", "authority")]
    [InlineData("localhost", "postgres", "sslmode=verify-full", "authority")]
    [InlineData("localhost", "postgres", "sslrootcert=system", "authority")]
    [InlineData("localhost", "postgres", "sslmode=disable", "no encryption")]
    [InlineData("localhost", "certified", "sslmode=verify-full&sslrootcert={dir}/ca.pem", "certificate")]
    [InlineData(
        "localhost", "certified",
        "sslmode=verify-full&sslrootcert={dir}/ca.pem&sslcert={dir}/client.pem&sslkey={dir}/client.key&sslcertmode=disable", "certificate")]
    [InlineData(
        "localhost", "certified", "sslmode=verify-full&sslrootcert={dir}/ca.pem&sslcert={dir}/nobody.pem&sslkey={dir}/nobody.key",
        "certificate")]
    public async Task Start_TlsNotAsStated_Refuses(string host, string user, string parameters, string expected)
    {
        await using var services = StorageHost.Postgres(Address(host, user, parameters));

        var failure = await Assert.ThrowsAsync<StorageUnusableException>(() => services.OpenStorageAsync(Cancel));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains("POSTGRES_CONNECTION_STRING", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoAuthorities_RefusesByName()
    {
        await using var services = StorageHost.Postgres(Address("localhost", "postgres", "sslmode=verify-full&sslrootcert={dir}/none.pem"));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => services.OpenStorageAsync(Cancel));

        Assert.Contains("'sslrootcert', which names the file", failure.Message, StringComparison.Ordinal);
    }

    private string Address(string host, string user, string parameters) => string.Create(
        CultureInfo.InvariantCulture, $"postgresql://{user}@{host}:{Postgres.Port}/{PostgresInstance.Database}?{parameters}")
        .Replace("{dir}", _directory.Path, StringComparison.Ordinal);

    private async Task IssueAsync(string file, string subject)
    {
        var (certificate, key) = _authority.Issue(subject, null);
        await File.WriteAllTextAsync(_directory.File(file + ".pem"), certificate, Cancel);
        await PutAsync(_directory.File(file + ".key"), key, isOfTheServer: false);
    }

    /// <summary>For nobody else: otherwise the server refuses a key, and the product too.</summary>
    private static async Task PutAsync(string file, string content, bool isOfTheServer = true)
    {
        await File.WriteAllTextAsync(file, content, Cancel);
        await PostgresServer.ShellAsync($"chmod 600 {file}", Cancel);
        if (isOfTheServer)
        {
            await PostgresServer.OwnAsync(file, Cancel);
        }
    }
}
