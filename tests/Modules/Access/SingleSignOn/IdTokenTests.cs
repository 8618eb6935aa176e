using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Modules.Access.SingleSignOn;

namespace Holdfast.Tests.Modules.Access.SingleSignOn;

/// <summary>What an identity provider says is believed where all of it holds, and nowhere else: each test changes one thing.</summary>
public sealed class IdTokenTests
{
    private const string Issuer = "https://id.example";
    private const string Client = "holdfast";
    private const string Nonce = "a-nonce";
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly ECDsa Curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly IReadOnlyList<ProviderKey> Keys = ProviderKeys.Read(Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = new JsonArray(RsaJwk(Rsa, "rsa"), CurveJwk(Curve, "ec")) }.ToJsonString()))!;

    public static TheoryData<string, string> Mutations => new()
    {
        // What is wrong, and what an administrator is told it is about.
        { "alg none", "header" }, { "alg none with a signature", "header" }, { "HS256 with the public key", "header" }, { "RS512", "header" }, { "ES256 named for the RSA key", "kid" },
        { "embedded jwk", "header" }, { "jku", "header" }, { "x5u", "header" }, { "x5c", "header" }, { "crit", "header" }, { "unknown kid", "kid" }, { "no kid", "kid" }, { "kid that is a number", "header" },
        { "typ of an access token", "typ" }, { "typ of a logout", "typ" }, { "another key's signature", "signature" }, { "no signature", "header" }, { "changed payload", "signature" },
        { "padding in the payload", "header" }, { "four parts", "header" }, { "alg twice", "header" }, { "iss twice", "signature" }, { "payload that is no object", "signature" },
        { "another iss", "iss" }, { "iss with a slash more", "iss" }, { "no iss", "iss" }, { "another aud", "aud" }, { "two aud", "aud" }, { "no aud", "aud" }, { "another azp", "azp" }, { "azp that is a list", "azp" },
        { "no exp", "exp" }, { "past exp", "exp" }, { "exp as text", "exp" }, { "no iat", "iat" }, { "iat in the future", "iat" }, { "old iat", "iat" }, { "nbf in the future", "nbf" },
        { "no sub", "sub" }, { "empty sub", "sub" }, { "sub as a number", "sub" }, { "another nonce", "nonce" }, { "no nonce", "nonce" }, { "another at_hash", "at_hash" }, { "events", "events" },
    };

    [Theory]
    [MemberData(nameof(Mutations))]
    public void One_thing_that_is_wrong_is_enough(string what, string about)
    {
        var finding = IdTokens.Check(Mutated(what), Keys, new TokenRules(Issuer, Client, Now), Nonce, "access");
        finding.Claims.ShouldBeNull(what);
        finding.Flaw!.ShouldStartWith(about + ":", customMessage: what);
    }

    [Theory]
    [InlineData("rsa")]
    [InlineData("ec")]
    public void One_that_holds_is_taken(string kid)
    {
        var claims = Claims();
        claims["at_hash"] = IdTokens.HalfHash("access");
        claims["azp"] = Client;
        claims["nbf"] = Now.ToUnixTimeSeconds() + 30;
        claims["aud"] = new JsonArray(Client);
        IdTokens.Check(Token(kid, claims), Keys, new TokenRules(Issuer, Client, Now), Nonce, "access").Flaw.ShouldBeNull();
        IdTokens.Check(Token(kid, Claims()), Keys, new TokenRules(Issuer, Client, Now + TimeSpan.FromSeconds(350)), Nonce, null).Flaw.ShouldBeNull();
    }

    [Fact]
    public void An_access_token_is_hashed_as_the_specification_s_example()
    {
        // OpenID Connect Core 1.0, A.3.
        IdTokens.HalfHash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y").ShouldBe("77QmUPtjPfzWtF2AnpK9RQ");
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("nonce", "nonce")]
    [InlineData("no events", "events")]
    [InlineData("other events", "events")]
    [InlineData("no jti", "jti")]
    [InlineData("nobody", "sub, sid")]
    [InlineData("no exp", "exp")]
    [InlineData("another aud", "aud")]
    public void A_logout_token_is_for_logging_out_and_nothing_else(string what, string? about)
    {
        var claims = Claims();
        claims.Remove("nonce");
        claims["jti"] = "1";
        claims["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() };
        switch (what)
        {
            case "nonce": claims["nonce"] = Nonce; break;
            case "no events": claims.Remove("events"); break;
            case "other events": claims["events"] = new JsonObject { ["http://schemas.openid.net/event/other"] = new JsonObject() }; break;
            case "no jti": claims.Remove("jti"); break;
            case "nobody": claims.Remove("sub"); break;
            case "no exp": claims.Remove("exp"); break;
            case "another aud": claims["aud"] = "other"; break;
        }

        var finding = IdTokens.CheckLogout(Token("rsa", claims, "logout+jwt"), Keys, new TokenRules(Issuer, Client, Now));
        if (about is null)
        {
            finding.Flaw.ShouldBeNull();
            IdTokens.Check(Token("rsa", claims, "logout+jwt"), Keys, new TokenRules(Issuer, Client, Now), Nonce, null).Claims.ShouldBeNull();
        }
        else
        {
            finding.Flaw!.ShouldStartWith(about + ":");
        }
    }

    [Fact]
    public void Keys_that_are_weak_broken_or_for_something_else_are_left_out()
    {
        using var small = RSA.Create(1024);
        var odd = RsaJwk(Rsa, "odd");
        odd["e"] = "Ag";
        var one = RsaJwk(Rsa, "one");
        one["e"] = "AQ";
        var off = CurveJwk(Curve, "off");
        off["x"] = off["y"]!.DeepClone();
        var forEncryption = RsaJwk(Rsa, "enc");
        forEncryption["use"] = "enc";
        var forSigning = RsaJwk(Rsa, "sign");
        forSigning["key_ops"] = new JsonArray("encrypt");
        var pss = RsaJwk(Rsa, "pss");
        pss["alg"] = "PS256";
        var keys = new JsonArray(
            RsaJwk(small, "small"), odd, one, off, forEncryption, forSigning, pss, new JsonObject { ["kty"] = "oct", ["k"] = "AAAA", ["kid"] = "oct" }, "text", new JsonObject { ["kty"] = "EC", ["crv"] = "P-521" });
        ProviderKeys.Read(Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = keys }.ToJsonString()))!.ShouldBeEmpty();
        ProviderKeys.Read("[]"u8).ShouldBeNull();
        ProviderKeys.Read("{\"keys\": 1}"u8).ShouldBeNull();
        ProviderKeys.Read("nothing"u8).ShouldBeNull();
        Keys.Count.ShouldBe(2);
    }

    private static string Mutated(string what)
    {
        var (header, claims) = (Header("rsa"), Claims());
        string Signed() => Token(header.ToJsonString(), claims.ToJsonString(), Rsa);
        switch (what)
        {
            case "alg none": header["alg"] = "none"; return Token(header.ToJsonString(), claims.ToJsonString(), null) + "";
            case "alg none with a signature": header["alg"] = "none"; break;
            case "HS256 with the public key":
                header["alg"] = "HS256";
                var text = $"{Text(header.ToJsonString())}.{Text(claims.ToJsonString())}";
                return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(Rsa.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(text)))}";
            case "RS512": header["alg"] = "RS512"; break;
            case "ES256 named for the RSA key": header["alg"] = "ES256"; break;
            case "embedded jwk": header["jwk"] = RsaJwk(Rsa, "rsa"); break;
            case "jku": header["jku"] = Issuer; break;
            case "x5u": header["x5u"] = Issuer; break;
            case "x5c": header["x5c"] = new JsonArray("AAAA"); break;
            case "crit": header["crit"] = new JsonArray("exp"); break;
            case "unknown kid": header["kid"] = "other"; break;
            case "no kid": header.Remove("kid"); break;
            case "kid that is a number": header["kid"] = 1; break;
            case "typ of an access token": header["typ"] = "at+jwt"; break;
            case "typ of a logout": header["typ"] = "logout+jwt"; break;
            case "another key's signature":
                using (var other = RSA.Create(2048))
                {
                    return Token(header.ToJsonString(), claims.ToJsonString(), other);
                }

            case "no signature": return Signed()[..(Signed().LastIndexOf('.') + 1)];
            case "changed payload":
                var parts = Signed().Split('.');
                claims["sub"] = "somebody else";
                return $"{parts[0]}.{Text(claims.ToJsonString())}.{parts[2]}";
            case "padding in the payload": return Signed().Insert(Signed().LastIndexOf('.'), "=");
            case "four parts": return Signed() + ".AAAA";
            case "alg twice": return Token("""{"alg":"none","alg":"RS256","kid":"rsa"}""", claims.ToJsonString(), Rsa);
            case "iss twice": return Token(header.ToJsonString(), claims.ToJsonString().Insert(1, "\"iss\":\"https://other.example\","), Rsa);
            case "payload that is no object": return Token(header.ToJsonString(), "[]", Rsa);
            case "another iss": claims["iss"] = "https://other.example"; break;
            case "iss with a slash more": claims["iss"] = Issuer + "/"; break;
            case "another aud": claims["aud"] = "other"; break;
            case "two aud": claims["aud"] = new JsonArray(Client, "other"); break;
            case "another azp": claims["azp"] = "other"; break;
            case "azp that is a list": claims["azp"] = new JsonArray(Client); break;
            case "past exp": claims["exp"] = Now.ToUnixTimeSeconds() - 61; break;
            case "exp as text": claims["exp"] = "2000000000"; break;
            case "iat in the future": claims["iat"] = Now.ToUnixTimeSeconds() + 61; break;
            case "old iat": claims["iat"] = Now.ToUnixTimeSeconds() - 700; break;
            case "nbf in the future": claims["nbf"] = Now.ToUnixTimeSeconds() + 61; break;
            case "empty sub": claims["sub"] = ""; break;
            case "sub as a number": claims["sub"] = 7; break;
            case "another nonce": claims["nonce"] = "another"; break;
            case "another at_hash": claims["at_hash"] = IdTokens.HalfHash("another"); break;
            case "events": claims["events"] = new JsonObject(); break;
            case { } missing when missing.StartsWith("no ", StringComparison.Ordinal): claims.Remove(missing[3..]).ShouldBeTrue(missing); break;
            default: throw new ArgumentOutOfRangeException(nameof(what), what, "There is no such mutation.");
        }

        return Signed();
    }

    private static JsonObject Claims() => new()
    {
        ["iss"] = Issuer, ["sub"] = "248289761001", ["aud"] = Client, ["nonce"] = Nonce, ["iat"] = Now.ToUnixTimeSeconds(), ["exp"] = Now.ToUnixTimeSeconds() + 300,
    };

    private static JsonObject Header(string kid, string type = "JWT") => new() { ["alg"] = kid == "ec" ? "ES256" : "RS256", ["kid"] = kid, ["typ"] = type };

    private static string Token(string kid, JsonObject claims, string type = "JWT") => Token(Header(kid, type).ToJsonString(), claims.ToJsonString(), kid == "ec" ? Curve : Rsa);

    private static string Token(string header, string payload, AsymmetricAlgorithm? key)
    {
        var text = $"{Text(header)}.{Text(payload)}";
        var bytes = Encoding.ASCII.GetBytes(text);
        return $"{text}.{Base64Url.EncodeToString(key switch
        {
            RSA rsa => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            ECDsa curve => curve.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            _ => [],
        })}";
    }

    private static string Text(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static JsonObject RsaJwk(RSA key, string kid)
    {
        var p = key.ExportParameters(false);
        return new JsonObject { ["kty"] = "RSA", ["kid"] = kid, ["use"] = "sig", ["n"] = Base64Url.EncodeToString(p.Modulus), ["e"] = Base64Url.EncodeToString(p.Exponent) };
    }

    private static JsonObject CurveJwk(ECDsa key, string kid)
    {
        var p = key.ExportParameters(false);
        return new JsonObject { ["kty"] = "EC", ["kid"] = kid, ["crv"] = "P-256", ["x"] = Base64Url.EncodeToString(p.Q.X), ["y"] = Base64Url.EncodeToString(p.Q.Y) };
    }
}
