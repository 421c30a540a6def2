using System.Globalization;
using System.Text.Json;
using McpGateway.Foundation.Aws;

namespace McpGateway.Storage.MongoDB.Connecting;

/// <summary>
/// The keys that sign in at AWS: those that are stated, or the temporary ones that ECS or EKS lends to the role of this container. Asked
/// for each connection, so that keys that were renewed are used.
/// </summary>
/// <param name="setting">Values by their names below <see cref="Section"/>.</param>
internal sealed class IamKeys(Func<string, string?> setting)
{
    /// <summary>What AWS's own variables stand for, whoever needs them; see the table of names of the environment.</summary>
    public const string Section = "IdentityProviders:Cognito";

    private const string EcsAgent = "http://169.254.170.2";
    private const int MaxBytes = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <exception cref="InvalidOperationException">There are none; the message says what is missing.</exception>
    public async Task<AwsKeys> GetAsync(CancellationToken cancellationToken)
    {
        if (setting("AccessKeyId") is { Length: > 0 } id && setting("SecretKey") is { Length: > 0 } secret)
        {
            return new(id, secret, setting("SessionToken") is { Length: > 0 } token ? token : null);
        }

        var address = setting("ContainerRelativeUri") is { Length: > 0 } path
            ? EcsAgent + path
            : setting("ContainerFullUri");
        return string.IsNullOrEmpty(address)
            ? throw new InvalidOperationException(
                "DOCUMENTDB_USE_IAM needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a container to which ECS or EKS gives a role.")
            : await FetchAsync(address, cancellationToken);
    }

    private async Task<AwsKeys> FetchAsync(string address, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false };
        using var invoker = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (await TokenAsync(limit.Token) is { Length: > 0 } token)
        {
            request.Headers.TryAddWithoutValidation("Authorization", token);
        }

        using var response = await invoker.SendAsync(request, limit.Token);
        await response.Content.LoadIntoBufferAsync(MaxBytes, limit.Token);
        var body = await response.Content.ReadAsByteArrayAsync(limit.Token);
        return response.IsSuccessStatusCode
            ? Read(body)
            : throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"The container's agent did not lend the keys of its role (status {(int)response.StatusCode})."));
    }

    /// <summary>The file's content changes while the process runs.</summary>
    private async Task<string?> TokenAsync(CancellationToken cancellationToken) =>
        setting("ContainerTokenFile") is { Length: > 0 } file
            ? (await File.ReadAllTextAsync(file, cancellationToken)).Trim()
            : setting("ContainerToken");

    private static AwsKeys Read(byte[] body)
    {
        using var answer = JsonDocument.Parse(body);
        return new(Text("AccessKeyId"), Text("SecretAccessKey"), Text("Token"));

        string Text(string name) => answer.RootElement.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text
            ? text
            : throw new InvalidOperationException($"The container's agent did not lend the keys of its role (no {name}).");
    }
}
