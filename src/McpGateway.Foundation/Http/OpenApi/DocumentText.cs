using System.Security.Cryptography;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace McpGateway.Foundation.Http.OpenApi;

/// <summary>
/// The description of the REST surface as it is sent. Made once: to make it takes a processor for a tenth of a second and more, and anybody
/// may ask for it.
/// </summary>
internal sealed class DocumentText(IServiceProvider services) : IDisposable
{
    /// <summary>The name under which the framework knows the one document.</summary>
    private const string Name = "v1";

    private readonly SemaphoreSlim _making = new(1, 1);
    private Made? _made;

    public async Task<IResult> AnswerAsync(CancellationToken cancellationToken)
    {
        var (body, tag) = Volatile.Read(ref _made) ?? await MakeAsync(cancellationToken);
        return TypedResults.Bytes(body, "application/json;charset=utf-8", entityTag: tag);
    }

    public void Dispose() => _making.Dispose();

    private async Task<Made> MakeAsync(CancellationToken cancellationToken)
    {
        await _making.WaitAsync(cancellationToken);
        try
        {
            if (_made is null)
            {
                // Without a request: what one client's headers say of the address must not be told to the next.
                var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name)
                    .GetOpenApiDocumentAsync(CancellationToken.None);
                using var text = new MemoryStream();
                await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
                var body = text.ToArray();
                Volatile.Write(
                    ref _made, new(body, new($"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}\"")));
            }

            return _made;
        }
        finally
        {
            _making.Release();
        }
    }

    private sealed record Made(byte[] Body, EntityTagHeaderValue Tag);
}
