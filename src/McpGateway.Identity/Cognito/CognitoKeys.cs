using System.Globalization;
using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Aws;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Http.Outbound;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Cognito;

/// <summary>
/// The keys that requests are signed with: those of the configuration, or else the temporary ones of the role that ECS or EKS gives to this
/// container.
/// </summary>
internal sealed class CognitoKeys(
    [FromKeyedServices(CognitoKeys.Name)] OutboundHttp http, IOptions<CognitoAdminOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The kind of outgoing calls.</summary>
    public const string Name = "container-credentials";

    /// <summary>
    /// Not guarded: the guard dials no link-local address, and the container's agent has one. Where it goes is the platform's word alone,
    /// see the options.
    /// </summary>
    public static readonly OutboundProfile Profile = new()
    {
        Reach = OutboundReach.Stated,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        Timeout = TimeSpan.FromSeconds(5),
        MaxResponseBytes = 64 * 1024,
    };

    // New ones are there that long before the old ones end.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private static readonly Error NotSet = new(
        ErrorKind.BadGateway, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY environment variables not set");

    private readonly SemaphoreSlim _fetching = new(1, 1);

    private CachedRoleKeys? _lent;

    public async ValueTask<Result<AwsKeys>> GetAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (settings is { AccessKeyId: { } id, SecretKey: { } secret })
        {
            return new AwsKeys(id, secret, settings.SessionToken);
        }

        if (settings.ContainerUrl is null)
        {
            return NotSet;
        }

        if (Fresh() is { } known)
        {
            return known;
        }

        await _fetching.WaitAsync(cancellationToken);
        try
        {
            return Fresh() is { } fetched ? fetched : await RenewAsync(settings, cancellationToken);
        }
        finally
        {
            _fetching.Release();
        }
    }

    public void Dispose() => _fetching.Dispose();

    private AwsKeys? Fresh() => Volatile.Read(ref _lent) is { } lent && time.GetUtcNow() < lent.EndsAt - Margin ? lent.Keys : null;

    private async Task<Result<AwsKeys>> RenewAsync(CognitoAdminOptions settings, CancellationToken cancellationToken)
    {
        if (await FetchAsync(settings, cancellationToken) is { } lent)
        {
            Volatile.Write(ref _lent, lent);
            return lent.Keys;
        }

        return _lent is { } old && time.GetUtcNow() < old.EndsAt
            ? old.Keys
            : new Error(ErrorKind.BadGateway, "The container's agent did not lend the keys of its role (AWS_CONTAINER_CREDENTIALS_*)");
    }

    private async Task<CachedRoleKeys?> FetchAsync(CognitoAdminOptions settings, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, settings.ContainerUrl);
        try
        {
            // The file's content changes while the process runs.
            var token = settings.ContainerTokenFile is { } file
                ? (await File.ReadAllTextAsync(file, cancellationToken)).Trim()
                : settings.ContainerToken;
            if (!string.IsNullOrEmpty(token))
            {
                request.Headers.TryAddWithoutValidation("Authorization", token);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        var answer = await http.SendAsync(request, cancellationToken);
        return answer is { IsSuccess: true, Value.IsSuccess: true } ? Read(answer.Value.Body) : null;
    }

    private static CachedRoleKeys? Read(byte[] body) =>
        StrictJson.ReadObject(body) is { } answer
        && Text(answer, "AccessKeyId") is { } id && Text(answer, "SecretAccessKey") is { } secret && Text(answer, "Token") is { } token
        && DateTimeOffset.TryParse(Text(answer, "Expiration"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var endsAt)
            ? new(new(id, secret, token), endsAt)
            : null;

    private static string? Text(JsonElement answer, string name) =>
        StrictJson.TryReadString(answer, name, out var text) && text is { Length: > 0 } ? text : null;

    private sealed record CachedRoleKeys(AwsKeys Keys, DateTimeOffset EndsAt);
}
