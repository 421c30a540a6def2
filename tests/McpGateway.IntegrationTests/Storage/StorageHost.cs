using McpGateway.Foundation;
using McpGateway.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.IntegrationTests.Storage;

/// <summary>One replica's foundation and storage, composed as the product composes them.</summary>
internal static class StorageHost
{
    public static ServiceProvider Postgres(string connectionString, TimeProvider? time = null) => Create(
        time,
        ("STORAGE_BACKEND", "postgresql"),
        ("POSTGRES_CONNECTION_STRING", connectionString),
        ("SECRET_KEY", "a key for tests only, shared by all replicas"));

    public static ServiceProvider Create(TimeProvider? time, params (string Key, string Value)[] settings) => new ServiceCollection()
        .AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, string? (pair) => pair.Value)).Build())
        .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
        .AddSingleton(time ?? TimeProvider.System)
        .AddFoundation()
        .AddStorage()
        .BuildServiceProvider();
}
