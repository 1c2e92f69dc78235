package io.actorproxy.cluster.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import io.grpc.util.CertificateUtils;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates by which members know each other: both sides show one, of an authority that the
 * other trusts. Names in them mean nothing, since members have addresses that change. New files are
 * taken for later connections; those that are open stay.
 */
final class Certificates {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";
  private static final String AUTHORITY = "ca.crt";

  /** A session is not resumed later, or a certificate would not be checked again. */
  private static final long SESSION_SECONDS = 1;

  private final Path folder;
  private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
  private final AdvancedTlsX509TrustManager trust;
  private final SslContext dialing;
  private final SslContext accepting;
  private final AtomicBoolean isReading = new AtomicBoolean();
  private List<String> read = List.of();

  /**
   * Reads the files.
   *
   * @throws IOException if one cannot be read; says which
   * @throws GeneralSecurityException if one is not what it should be
   */
  Certificates(Path folder) throws IOException, GeneralSecurityException {
    this.folder = folder;
    this.trust =
        AdvancedTlsX509TrustManager.newBuilder()
            .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
            .build();
    take(files());
    this.dialing =
        GrpcSslContexts.configure(
                SslContextBuilder.forClient().keyManager(keys).trustManager(trust))
            .sessionTimeout(SESSION_SECONDS)
            .build();
    this.accepting =
        GrpcSslContexts.configure(
                SslContextBuilder.forServer(keys)
                    .trustManager(trust)
                    .clientAuth(ClientAuth.REQUIRE))
            .sessionTimeout(SESSION_SECONDS)
            .build();
  }

  SslContext forDialing() {
    return dialing;
  }

  SslContext forAccepting() {
    return accepting;
  }

  /** Looks on a thread of its own whether the files have changed. */
  void lookForChanges() {
    if (isReading.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("member-link-certificates")
          .start(
              () -> {
                try {
                  reload();
                } finally {
                  isReading.set(false);
                }
              });
    }
  }

  /** Takes the files if they have changed and are right; else those of before stay. */
  synchronized void reload() {
    List<String> files = List.of();
    try {
      files = files();
      if (!files.equals(read)) {
        take(files);
        LOG.info("certificates of the member link are read anew from {}", folder);
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      if (!files.equals(read)) {
        LOG.warn("certificates of the member link stay as they are: {}", e.getMessage());
        read = files;
      }
    }
  }

  private List<String> files() throws IOException {
    List<String> files = new ArrayList<>();
    for (String name : List.of(CERTIFICATE, KEY, AUTHORITY)) {
      files.add(Files.readString(folder.resolve(name)));
    }
    return files;
  }

  private void take(List<String> files) throws IOException, GeneralSecurityException {
    X509Certificate[] chain = CertificateUtils.getX509Certificates(stream(files.get(0)));
    PrivateKey key = CertificateUtils.getPrivateKey(stream(files.get(1)));
    X509Certificate[] authorities = CertificateUtils.getX509Certificates(stream(files.get(2)));
    if (chain.length == 0 || authorities.length == 0) {
      throw new GeneralSecurityException("a file of %s has no certificate".formatted(folder));
    }
    if (!isPair(key, chain[0])) {
      throw new GeneralSecurityException(
          "%s of %s is not the key of %s".formatted(KEY, folder, CERTIFICATE));
    }
    keys.updateIdentityCredentials(chain, key);
    trust.updateTrustCredentials(authorities);
    read = files;
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(ISO_8859_1));
  }

  /** Both files may be replaced one after the other. */
  private static boolean isPair(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] text = {1, 2, 3};
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(text);
    byte[] signature = signing.sign();
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(certificate.getPublicKey());
    verifying.update(text);
    try {
      return verifying.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
