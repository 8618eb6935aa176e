using Microsoft.AspNetCore.Http;

namespace Holdfast.Platform.Http;

/// <summary>Bodies that are taken as they are: what is signed is bytes.</summary>
public static class BoundedBody
{
    /// <summary>The whole body; null when it is longer than it may be.</summary>
    /// <param name="request">The request.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<byte[]?> Read(HttpRequest request, int most, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.ContentLength > most)
        {
            return null;
        }

        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, ct)) > 0)
        {
            if (kept.Length + read > most)
            {
                return null;
            }

            kept.Write(buffer, 0, read);
        }

        return kept.ToArray();
    }
}
